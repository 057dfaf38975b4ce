// Which form of an answer a client likes best, and which language: `Accept` and `Accept-Language`, weighed (RFC 9110 §12.5).
import type { Language } from './page-texts';

interface Range {
  readonly name: string;
  readonly weight: number;
}

/** One media range, `text/*;q=0.5`. Only its weight is read: no form of an answer has another parameter. */
function parseRange(text: string): Range {
  const [name = '', ...parameters] = text.split(';').map((part) => part.trim().toLowerCase());
  const weight = parameters.find((parameter) => parameter.startsWith('q='))?.slice(2) ?? '1';
  return { name, weight: /^(0(\.\d{0,3})?|1(\.0{0,3})?)$/.test(weight) ? Number(weight) : 0 };
}

/** The weight of a type is that of the most specific range that holds it; 0 is "not acceptable". */
function weigh(type: string, ranges: readonly Range[]): number {
  const [group] = type.split('/');
  const matching = [type, `${group}/*`, '*/*'].flatMap((name) =>
    ranges.filter((range) => range.name === name),
  );
  return matching[0]?.weight ?? 0;
}

/** The offer that is liked best, the first of equals. Where none is acceptable it is the first, which is better than nothing. */
export function preferredType<T extends string>(
  accept: string | undefined,
  offers: readonly [T, ...T[]],
): T {
  const ranges = (accept ?? '').split(',').map(parseRange);
  return offers.reduce((best, offer) =>
    weigh(offer, ranges) > weigh(best, ranges) ? offer : best,
  );
}

/** English, unless the reader prefers Chinese, of any country. */
export function preferredLanguage(accept: string | undefined): Language {
  const ranges = (accept ?? '').split(',').map(parseRange);
  const weighLanguage = (language: Language) =>
    ranges
      .filter(({ name }) => name.split('-')[0] === language)
      .reduce((most, { weight }) => Math.max(most, weight), 0);
  return weighLanguage('zh') > weighLanguage('en') ? 'zh' : 'en';
}
