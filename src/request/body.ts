// An HTTP body before anyone looks into it: decoded at most once, and only when its size is known to be bearable.

export interface Body {
  /** It has at least as many bytes; known without decoding. */
  readonly leastBytes: number;
  /** The bytes as the caller sent them; undefined when the body is marked as base64 and is not. */
  bytes(): Uint8Array | undefined;
}

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
  leastBytes: text.length,
  bytes: once(() => new TextEncoder().encode(text)),
});

/** Four characters are three bytes, but for up to two of padding. */
export const base64Body = (text: string): Body => ({
  leastBytes: Math.max(0, Math.floor((text.length * 3) / 4) - 2),
  bytes: once(() => decodeBase64(text)),
});

/** Whether a body has at most so many bytes. What is surely longer is not decoded to find out. */
export const fitsIn = (body: Body, mostBytes: number): boolean =>
  body.leastBytes <= mostBytes && (body.bytes()?.length ?? 0) <= mostBytes;
