import got from 'got';
import { answerAll } from './stdin.mjs';

await answerAll(async ({ url, method, headers, body, retry }) => {
  const limit = retry ? { limit: 3, methods: ['POST'] } : { limit: 0 };
  const answer = await got(url, { method, headers, body, throwHttpErrors: false, retry: limit });
  return { status: answer.statusCode, body: answer.body };
});
