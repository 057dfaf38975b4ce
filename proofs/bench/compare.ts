// Does the time of a comparison tell which secret matched, or where a guess goes wrong? A paired benchmark, for npm run bench.
import { randomBytes } from 'node:crypto';
import { findToken } from '../../src/http/authenticate';
import { sign, verify } from '../../src/http/signature';
import { parseWebhookSecrets, type WebhookSecrets } from '../../src/http/webhook-secrets';
import { pairedRatios, type Summary, summarise } from './statistics';

/** Two things whose times must not differ, each done once by a call. */
interface Pair {
  readonly name: string;
  readonly one: () => unknown;
  readonly other: () => unknown;
}

export interface Comparison {
  readonly name: string;
  /** Microseconds. */
  readonly one: Summary;
  readonly other: Summary;
  /** `other / one`; 1 means that the time tells nothing. */
  readonly ratio: Summary;
}

const SECRETS = 8;
const ROUNDS = 400;
const CALLS = 50;

function microseconds(call: () => unknown): number {
  const startedAt = performance.now();
  for (let done = 0; done < CALLS; done += 1) call();
  return ((performance.now() - startedAt) * 1000) / CALLS;
}

/** By turns, and each first every other time, so that whatever slows the machine down slows both. */
function compare({ name, one, other }: Pair): Comparison {
  const samples = Array.from({ length: ROUNDS }, (_, round) => {
    if (round % 2 === 0) return { one: microseconds(one), other: microseconds(other) };
    const first = microseconds(other);
    return { one: microseconds(one), other: first };
  });
  const [ones, others] = [
    samples.map((sample) => sample.one),
    samples.map((sample) => sample.other),
  ];
  return {
    name,
    one: summarise(ones),
    other: summarise(others),
    ratio: pairedRatios(others, ones),
  };
}

function secretsOf(texts: readonly string[]): WebhookSecrets {
  const read = parseWebhookSecrets(texts);
  if ('problem' in read) throw new Error(read.problem);
  return read.value;
}

/** The same text with its first or its last character another one. */
const wrongAt = (text: string, end: 'start' | 'end'): string =>
  end === 'start'
    ? `${text.startsWith('A') ? 'B' : 'A'}${text.slice(1)}`
    : `${text.slice(0, -1)}${text.endsWith('A') ? 'B' : 'A'}`;

function tokenPairs(): Pair[] {
  const texts = Array.from({ length: SECRETS }, () => randomBytes(24).toString('hex'));
  const { tokens } = secretsOf(texts);
  const [first = '', last = ''] = [texts[0], texts.at(-1)];
  const find = (token: string) => () => findToken(token, tokens);
  return [
    { name: 'token: the first of 8 matches / the last', one: find(first), other: find(last) },
    { name: 'token: one matches / none', one: find(first), other: find(wrongAt(first, 'end')) },
    {
      name: 'token: wrong at its start / at its end',
      one: find(wrongAt(first, 'start')),
      other: find(wrongAt(first, 'end')),
    },
  ];
}

function signaturePairs(): Pair[] {
  const { keys } = secretsOf(
    Array.from({ length: SECRETS }, () => `whsec_${randomBytes(32).toString('base64')}`),
  );
  const [id, timestamp, nowMs] = ['msg_1', '1767225600', 1_767_225_600_000];
  const body = Buffer.from('{"InstanceId":"crs-demo0001"}');
  const check = (signature: string) => () =>
    verify({ id, timestamp, signature }, body, keys, nowMs);
  const signedBy = (key = keys[0]) => (key === undefined ? '' : sign(key, id, timestamp, body));
  const [first, last] = [signedBy(), signedBy(keys.at(-1))];
  const guess = first.slice('v1,'.length, -1);
  const wrong = (end: 'start' | 'end') => check(`v1,${wrongAt(guess, end)}=`);
  return [
    { name: 'signature: of the first of 8 / of the last', one: check(first), other: check(last) },
    { name: 'signature: one matches / none', one: check(first), other: wrong('end') },
    {
      name: 'signature: wrong at its start / at its end',
      one: wrong('start'),
      other: wrong('end'),
    },
  ];
}

/** Measures every pair; takes about a second. */
export function compareTimes(): Comparison[] {
  const pairs = [...tokenPairs(), ...signaturePairs()];
  for (const { one, other } of pairs) for (const call of [one, other]) microseconds(call);
  return pairs.map(compare);
}
