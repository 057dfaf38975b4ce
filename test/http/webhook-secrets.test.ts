// Tokens and signing secrets, valid and not.
import { createHash } from 'node:crypto';
import { loadConfig } from '../../src/config';
import { parseWebhookSecrets } from '../../src/http/webhook-secrets';
import fc from '../support/property';

const keyOf = (bytes: Uint8Array) => `whsec_${Buffer.from(bytes).toString('base64')}`;
const key = (bytes: number) => keyOf(Uint8Array.from({ length: bytes }, (_, at) => at));
const TOKEN = 'a-token-of-24-characters';

const issuesOf = (WEBHOOK_SECRETS: string) => {
  const config = loadConfig({ WEBHOOK_SECRETS });
  return config.ok ? [] : config.issues;
};

describe('WEBHOOK_SECRETS that are not valid', () => {
  const table: [name: string, secrets: string, message: RegExp][] = [
    [
      'a short token',
      'x'.repeat(23),
      /^secret 1 of 1 must have at least 24 characters, .*; make one with/,
    ],
    ['the second of two', `${TOKEN} short`, /^secret 2 of 2 must have at least 24/],
    ['a letter 24 times', 'x'.repeat(24), /8 of them different/],
    ['seven letters', 'abcdefgabcdefgabcdefgabcdefggg', /8 of them different/],
    ['a word three times', 'password12'.repeat(3), /not the same ones again and again/],
    [
      'a signing secret without a key',
      'whsec_',
      /base64 of 24 to 64 bytes, .*; make one with: echo/,
    ],
    ['a key of 23 bytes', key(23), /base64 of 24 to 64 bytes/],
    ['a key of 65 bytes', key(65), /base64 of 24 to 64 bytes/],
    ['a key of one byte 32 times', keyOf(Buffer.alloc(32, 7)), /8 of them different/],
    ['a key of a word three times', keyOf(Buffer.from('password12'.repeat(3))), /again and again/],
    ['URL-safe base64', `whsec_${'-_'.repeat(20)}`, /base64 of 24 to 64 bytes/],
    ['base64 without its padding', key(32).replace('=', ''), /base64 of 24 to 64 bytes/],
    ['base64 with junk', `${key(24)}!`, /base64 of 24 to 64 bytes/],
    ['another case of the prefix', key(24).replace('whsec', 'WHSEC'), /only whsec_ ones/],
    ['a public key', key(32).replace('whsec', 'whpk'), /looks like a key of Standard Webhooks/],
    ['a secret key of a pair', key(32).replace('whsec', 'whsk'), /only whsec_ ones/],
    ['a token that is not ASCII', 'ü'.repeat(24), /must be printable ASCII/],
  ];
  test.each(table)('%s', (_name, secrets, message) => {
    expect(issuesOf(secrets)).toEqual([
      { path: 'WEBHOOK_SECRETS', message: expect.stringMatching(message) },
    ]);
  });

  test('are named by their place, never by their text', () => {
    expect(JSON.stringify(issuesOf('not-a-good-secret'))).not.toContain('not-a-good-secret');
  });
});

describe('WEBHOOK_SECRETS that are valid', () => {
  const table: [name: string, secrets: string, tokens: number, keys: number][] = [
    ['none', '', 0, 0],
    ['a token', TOKEN, 1, 0],
    ['the hexadecimal digits, and again from the middle', '0123456789abcdef01234567', 1, 0],
    ['a key of 24 bytes', key(24), 0, 1],
    ['a key of 64 bytes', key(64), 0, 1],
    ['several of both, over lines', `${TOKEN}  ${key(24)}\n${key(64)} ${TOKEN}2`, 2, 2],
  ];
  test.each(table)('%s', (_name, secrets, tokens, keys) => {
    const config = loadConfig({ WEBHOOK_SECRETS: secrets });
    const read = config.ok ? config.value.WEBHOOK_SECRETS : undefined;
    expect([read?.tokens.length, read?.keys.length]).toEqual([tokens, keys]);
  });

  test('have a fingerprint that anybody who knows the secret can make', () => {
    const config = loadConfig({ WEBHOOK_SECRETS: `${TOKEN} ${key(32)}` });
    const print = (text: string) => createHash('sha256').update(text).digest('hex').slice(0, 8);
    expect(config.ok && config.value.WEBHOOK_SECRETS).toMatchObject({
      tokens: [{ fingerprint: print(TOKEN) }],
      keys: [{ fingerprint: print(key(32)) }],
    });
  });

  test('are not kept as texts', () => {
    expect(JSON.stringify(loadConfig({ WEBHOOK_SECRETS: TOKEN }))).not.toContain(TOKEN);
  });
});

test('any list of words is read in full, or refused without a word of it', () => {
  const word = fc.oneof(
    fc.string({ minLength: 20, maxLength: 30 }),
    fc
      .uint8Array({ minLength: 22, maxLength: 66 })
      .map((k) => `whsec_${Buffer.from(k).toString('base64')}`),
  );
  fc.assert(
    fc.property(fc.array(word, { maxLength: 4 }), (words) => {
      const read = parseWebhookSecrets(words);
      if ('value' in read) {
        const { tokens, keys } = read.value;
        expect(tokens.length + keys.length).toBe(words.length);
      } else for (const one of words) expect(read.problem).not.toContain(one);
    }),
  );
});
