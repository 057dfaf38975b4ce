import { request } from 'undici';
import { answerAll } from './stdin.mjs';

await answerAll(async ({ url, method, headers, body }) => {
  const answer = await request(url, { method, headers, body });
  return { status: answer.statusCode, body: await answer.body.text() };
});
