// An HTTP body, decoded at most once and only when its bytes are needed.
import type { Body } from '../delivery';
import { MAX_DEPTH } from './json';

function memoize<T>(compute: () => T): () => T {
  let computed: { readonly value: T } | undefined;
  return () => {
    computed ??= { value: compute() };
    return computed.value;
  };
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    // `atob` throws only for text that is not base64.
    return undefined;
  }
}

/** A UTF-16 unit is at least one byte of UTF-8. */
export const textBody = (text: string): Body => ({
  minBytes: text.length,
  bytes: memoize(() => new TextEncoder().encode(text)),
});

/** Four characters are three bytes, and the last four may be padded by up to two. */
export const base64Body = (text: string): Body => ({
  minBytes: Math.max(0, Math.floor((text.length * 3) / 4) - 2),
  bytes: memoize(() => decodeBase64(text)),
});

/** Text for what is nested deeper than the stack can follow, and so deeper than any text may be. */
const TOO_DEEP = '['.repeat(MAX_DEPTH + 1);

function toText(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch {
    return TOO_DEEP;
  }
}

/** A body that the gateway has parsed, as text again: size and depth are limited as those of any other. */
export const parsedBody = (value: unknown): Body => ({
  ...textBody(toText(value)),
  isParsed: true,
});

/** Whether a body has at most `maxBytes` bytes. A body that is certainly longer is not decoded. */
export const hasAtMost = (body: Body, maxBytes: number): boolean =>
  body.minBytes <= maxBytes && (body.bytes()?.length ?? 0) <= maxBytes;
