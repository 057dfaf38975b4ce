// Which code a function has, written at the end of its description: the API shows the description, but not the zip.
// SCF takes letters, digits, spaces, commas and full stops there, so the mark is made of those.

const MARK = /(?:^|, )code ([0-9a-f]{64})$/;

export const marked = (description: string, code: string): string =>
  description === '' ? `code ${code}` : `${description}, code ${code}`;

/** The description as it was written, and the code's hash if it is there. */
export function unmarked(text: string): { description: string; code: string | undefined } {
  const found = MARK.exec(text);
  if (found === null) return { description: text, code: undefined };
  return { description: text.slice(0, found.index), code: found[1] };
}
