// What a person sees and is asked: colours only on a terminal that wants them (https://no-color.org).
import { createInterface } from 'node:readline/promises';

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;

export function dim(text: string): string {
  return colours ? `\u001b[2m${text}\u001b[22m` : text;
}

export function bold(text: string): string {
  return colours ? `\u001b[1m${text}\u001b[22m` : text;
}

/**
 * Yes or no, at the terminal.
 * @throws {Error} where there is nobody to ask
 */
export async function askPerson(question = 'Carry it out?'): Promise<boolean> {
  if (process.stdin.isTTY !== true)
    throw new Error('there is no terminal to ask at: add --yes to carry the plan out');
  const lines = createInterface({ input: process.stdin, output: process.stdout });
  try {
    return /^y(es)?$/i.test((await lines.question(`${question} [y/N] `)).trim());
  } finally {
    lines.close();
  }
}
