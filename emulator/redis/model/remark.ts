// What becomes of a remark on its way into the list.

import type { Dialect } from '../dialect';
import { invalid } from './errors';

/** `L` and `N`: Chinese counts as letters. */
const PLAIN = /^[\p{L}\p{N} _-]*$/u;

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };

/** The remark as it is kept; throws ApiError for one that is refused. */
export function keepRemark(remark: string, dialect: Dialect): string {
  return withinLimit(inCharset(remark, dialect['remark-charset']), dialect['remark-limit']);
}

function inCharset(remark: string, charset: Dialect['remark-charset']): string {
  switch (charset) {
    case 'letters, digits, blank, - and _ only':
      if (!PLAIN.test(remark)) throw invalid('Remark holds a character that is not allowed.');
      return remark;
    case 'brackets stripped':
      return remark.replaceAll(/[[\](){}<>]/g, '');
    case 'upper-cased':
      return remark.toUpperCase();
    case '<&> escaped':
      return remark.replaceAll(/[<>&]/g, (found) => ESCAPES[found] ?? found);
    case 'NFKC':
      return remark.normalize('NFKC');
    case 'any':
      return remark;
  }
}

function withinLimit(remark: string, limit: Dialect['remark-limit']): string {
  const characters = [...remark];
  const most = limit === 'none' ? characters.length : Number(limit.split(' ').at(-1));
  if (characters.length <= most) return remark;
  if (limit.startsWith('refused')) throw invalid(`Remark is longer than ${most} characters.`);
  return characters.slice(0, most).join('');
}
