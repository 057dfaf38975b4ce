// The remark of a calibration: long, and of every kind of character that may not survive; and what is left of it.
import { type Finding, measured, oneOf, unseen } from './finding';

const MARK = 'run-calibrate0-test ';
/** A dot, brackets, what HTML escapes, a ligature that NFKC takes apart, and letters that have a case. */
const SPECIAL = 'a.b@c:d [e] <f>&g \uFB01 ';
const LENGTHS = [300, 255, 128, 64, 60, 24];

export interface SentRemark {
  readonly text: string;
  readonly isSpecial: boolean;
  readonly length: number;
}

const fill = (start: string, length: number): string => {
  const characters = [...start.padEnd(length, 'x')];
  return characters.slice(0, length).join('');
};

/** From the longest to the shortest; of each length with every character first, and then with plain ones. */
export const REMARKS: readonly SentRemark[] = LENGTHS.flatMap((length) =>
  [true, false].map((isSpecial) => ({
    text: fill(isSpecial ? `${MARK}${SPECIAL}` : MARK, length),
    isSpecial,
    length,
  })),
);

type Charset = 'any' | 'brackets stripped' | 'upper-cased' | '<&> escaped' | 'NFKC';

const ESCAPES: Readonly<Record<string, string>> = { '<': '&lt;', '>': '&gt;', '&': '&amp;' };
const CHANGES: Readonly<Record<Charset, (text: string) => string>> = {
  any: (text) => text,
  'brackets stripped': (text) => text.replace(/[[\](){}<>]/g, ''),
  'upper-cased': (text) => text.toUpperCase(),
  '<&> escaped': (text) => text.replace(/[<>&]/g, (found) => ESCAPES[found] ?? found),
  NFKC: (text) => text.normalize('NFKC'),
};
const CHARSETS = Object.keys(CHANGES) as Charset[];
/** The ligature becomes two letters, and an escape is longer. */
const GROWING: readonly Charset[] = ['<&> escaped', 'NFKC', 'upper-cased'];
const PLAIN_ONLY = 'letters, digits, blank, - and _ only';

/** Which charsets turn what was sent into what is listed, cut or not. */
const charsetsOf = (sent: string, kept: string): Charset[] =>
  CHARSETS.filter((charset) => CHANGES[charset](sent).startsWith(kept));

/** The brackets in the special characters: a remark may become shorter before it is measured. */
const MOST_STRIPPED = 4;
const REFUSALS = [60, 64, 128, 255];

/** Of the last refusal's length and the first accepted one's: between which numbers the limit lies. */
function refusalLimits(taken: number, refused: readonly SentRemark[]): string[] {
  const tooLong = refused.filter(({ isSpecial }) => !isSpecial).map(({ length }) => length);
  if (tooLong.length === 0) return [];
  const shortest = Math.min(...tooLong);
  return REFUSALS.filter((limit) => limit >= taken && limit < shortest).map(
    (limit) => `refused over ${limit}`,
  );
}

function limitOf(sent: SentRemark, refused: readonly SentRemark[], kept: string): Finding {
  const name = 'remark-limit';
  const refusals = refusalLimits([...kept].length, refused);
  if (refusals.length > 0) return oneOf(name, refusals, `${sent.length} characters were taken`);
  const whole = charsetsOf(sent.text, kept).some(
    (charset) => CHANGES[charset](sent.text).length === kept.length,
  );
  const length = [...kept].length;
  if (whole && sent.length === LENGTHS[0])
    return measured(name, 'none', `${length} characters were kept`);
  const cuts = REFUSALS.includes(length) ? `cut at ${length}` : undefined;
  return measured(name, cuts, `${length} of ${sent.length} characters were kept`);
}

function charsetOf(sent: SentRemark, refused: readonly SentRemark[], kept: string): Finding {
  const name = 'remark-charset';
  const wasRefused = refused.some(({ length, isSpecial }) => isSpecial && length === sent.length);
  if (!sent.isSpecial && wasRefused) {
    const detail = 'refused with a dot, brackets and the like, taken without';
    const isLimited = refusalLimits(sent.length, refused).length > 0;
    // With a limit as well, what grows may have been refused for its length.
    const grown = charsetsOf(sent.text, kept).filter((charset) => GROWING.includes(charset));
    const plain = sent.text.startsWith(kept) ? [PLAIN_ONLY] : [];
    return oneOf(name, isLimited ? [...plain, ...grown] : [PLAIN_ONLY], detail);
  }
  const fits = charsetsOf(sent.text, kept);
  return oneOf(name, fits, `"${sent.text.slice(0, 44)}…" came back as "${kept.slice(0, 44)}…"`);
}

/** @param kept what the list shows in the end; empty: nothing */
export function judgeRemark(
  sent: SentRemark,
  refused: readonly SentRemark[],
  kept: string,
): readonly Finding[] {
  if (kept !== '') return [limitOf(sent, refused, kept), charsetOf(sent, refused, kept)];
  const refusals = refusalLimits(sent.length - MOST_STRIPPED, refused);
  const detail = 'no list has shown the remark';
  return [
    refusals.length > 0 ? oneOf('remark-limit', refusals, detail) : unseen('remark-limit', detail),
    unseen('remark-charset', detail),
  ];
}
