// Where a delivery's request is found, before it is decoded; an HTTP body is decoded at most once.
import type { Body } from '../delivery';

function once<T>(make: () => T): () => T {
  let made: { readonly value: T } | undefined;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function decodeBase64(text: string): Uint8Array | undefined {
  try {
    return Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
  } catch {
    // `atob` throws for what is not base64, and for nothing else.
    return undefined;
  }
}

/** A UTF-16 unit is at least one byte of UTF-8. */
export const textBody = (text: string): Body => ({
  minBytes: text.length,
  bytes: once(() => new TextEncoder().encode(text)),
});

/** Four characters are three bytes, but for up to two of padding. */
export const base64Body = (text: string): Body => ({
  minBytes: Math.max(0, Math.floor((text.length * 3) / 4) - 2),
  bytes: once(() => decodeBase64(text)),
});

/** Whether a body has at most so many bytes. What is surely longer is not decoded to find out. */
export const hasAtMost = (body: Body, mostBytes: number): boolean =>
  body.minBytes <= mostBytes && (body.bytes()?.length ?? 0) <= mostBytes;
