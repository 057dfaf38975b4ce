// What a person sees: colours only on a terminal that wants them (https://no-color.org).

const colours = process.stdout.isTTY === true && !process.env.NO_COLOR;

export function dim(text: string): string {
  return colours ? `\u001b[2m${text}\u001b[22m` : text;
}

export function bold(text: string): string {
  return colours ? `\u001b[1m${text}\u001b[22m` : text;
}
