// The bytes of a body.
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
