import { MAX_DEPTH, parseJson } from '../../src/request/json';
import { base64Body, hasAtMost, textBody } from '../../src/request/payload';
import fc from '../support/property';

describe('a body', () => {
  test('has the bytes of its text, and at least as many as it says', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const body = textBody(text);
        expect(Buffer.from(body.bytes() ?? [])).toEqual(Buffer.from(text));
        expect(body.minBytes).toBeLessThanOrEqual(Buffer.byteLength(text));
      }),
    );
  });

  test('in base64 has the bytes it stands for, and at least as many as it says', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const body = base64Body(Buffer.from(bytes).toString('base64'));
        expect(Buffer.from(body.bytes() ?? [])).toEqual(Buffer.from(bytes));
        expect(body.minBytes).toBeLessThanOrEqual(bytes.length);
        expect(hasAtMost(body, bytes.length)).toBe(true);
        expect(hasAtMost(body, bytes.length - 1)).toBe(false);
      }),
    );
  });

  test('is decoded once', () => {
    const body = textBody('{}');
    expect(body.bytes()).toBe(body.bytes());
  });

  test('that is surely too long is not decoded', () => {
    const bytes = jest.fn();
    expect(hasAtMost({ minBytes: 11, bytes }, 10)).toBe(false);
    expect(bytes).not.toHaveBeenCalled();
  });

  test('that is no base64 has no bytes', () => {
    expect(base64Body('%').bytes()).toBeUndefined();
  });
});

describe('the depth of JSON', () => {
  const lists = (levels: number, inner = '') =>
    `${'['.repeat(levels)}${inner}${']'.repeat(levels)}`;
  const objects = (levels: number) => `${'{"a":'.repeat(levels)}1${'}'.repeat(levels)}`;
  const table: [name: string, text: string, ok: boolean][] = [
    ['lists up to the limit', lists(MAX_DEPTH), true],
    ['lists over it', lists(MAX_DEPTH + 1), false],
    ['objects up to the limit', objects(MAX_DEPTH), true],
    ['objects over it', objects(MAX_DEPTH + 1), false],
    ['brackets in a string', JSON.stringify('['.repeat(100)), true],
    ['brackets behind an escaped quote', JSON.stringify(`"${'['.repeat(100)}`), true],
    ['brackets behind a backslash', JSON.stringify(`\\${'['.repeat(100)}`), true],
    ['brackets behind a string that ends in a backslash', `["\\\\",${lists(MAX_DEPTH)}]`, false],
    ['many side by side', `[${'[],'.repeat(1000)}[]]`, true],
  ];
  test.each(table)('%s', (_name, text, ok) => {
    expect(parseJson(text).ok).toBe(ok);
  });

  test('any JSON within it parses as ever', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: MAX_DEPTH - 2 }), (text) => {
        expect(parseJson(text)).toEqual({ ok: true, value: JSON.parse(text) });
      }),
    );
  });
});
