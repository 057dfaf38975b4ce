// Requests as JSON on the standard input, answers as JSON on the standard output.
import { text } from 'node:stream/consumers';

export async function answerAll(send) {
  const answers = [];
  for (const one of JSON.parse(await text(process.stdin))) answers.push(await send(one));
  process.stdout.write(JSON.stringify(answers));
}
