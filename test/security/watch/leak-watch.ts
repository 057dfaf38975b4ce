// Collects, over one test file, every secret the function was given and everything it gave away, and compares the two.
import { createHash } from 'node:crypto';

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;

/** Below this a text turns up by chance; no secret that the function accepts is shorter. */
const SHORTEST = 8;

/** Names of headers and fields, in any event, whose values are credentials. */
const SECRET_NAME = /^(proxy-)?authorization$|token$|signature$|secret|password|cookie/i;
const SECRET_VARIABLE = /SECRET|TOKEN|PASSWORD/;

/** Where the function's stack or its files would show in an answer. */
const STACK = /\bat (async )?[\w.<>]+ \([^)]*:\d+:\d+\)|\.(ts|js|cjs):\d+|node_modules/;

/** The parts of a credential that are a secret each: what follows the scheme, a password, a signature, a key id. */
function partsOf(value: string): string[] {
  const [, scheme = '', rest = ''] = /^(\S+) +(.*)$/s.exec(value) ?? [];
  const named = [...value.matchAll(/(?:Credential|Signature|q-ak|q-signature)=([^,&/\s]+)/g)];
  const password = /^basic$/i.test(scheme) ? Buffer.from(rest, 'base64').toString() : '';
  return [
    value,
    rest,
    password.slice(password.indexOf(':') + 1),
    ...value.split(' ').map((one) => one.replace(/^(v1,|whsec_)/, '')),
    ...named.map(([, part = '']) => part),
  ];
}

export interface Finding {
  readonly what: string;
  readonly where: string;
}

export class LeakWatch {
  readonly #secrets = new Set<string>();
  /** Text → where it was seen first. */
  readonly #outputs = new Map<string, string>();

  /** How much there was to compare: a watch that saw nothing proves nothing. */
  get seen() {
    return { secrets: this.#secrets.size, outputs: this.#outputs.size };
  }

  /** A credential, with all its parts. */
  secret(value: unknown): void {
    if (typeof value !== 'string') return;
    for (const part of partsOf(value)) if (part.length >= SHORTEST) this.#secrets.add(part);
  }

  /** Variables of an environment: those named like secrets, word by word. */
  environment(variables: unknown): void {
    const given = typeof variables === 'string' ? parsed(variables) : variables;
    if (!isFields(given)) return;
    for (const [name, value] of Object.entries(given))
      if (SECRET_VARIABLE.test(name) && typeof value === 'string')
        for (const word of value.split(/[\s,]+/)) this.secret(word);
  }

  /** The credentials anywhere in an event, by the names of its fields. */
  event(event: unknown): void {
    const left: unknown[] = [event];
    for (let value = left.pop(); left.length > 0 || value !== undefined; value = left.pop()) {
      if (!isFields(value)) continue;
      for (const [name, inner] of Object.entries(value)) {
        if (SECRET_NAME.test(name)) for (const one of [inner].flat()) this.secret(one);
        left.push(inner);
      }
    }
  }

  /** Something the function gave away: a log line, a return value, what it threw. Texts are kept as they are. */
  output(where: string, value: unknown): void {
    this.#outputs.set(textOf(value), where);
  }

  /** Every secret found in an output, and every stack trace in an HTTP answer. */
  findings(): Finding[] {
    const byStart = new Map<string, string[]>();
    for (const secret of this.#secrets) {
      const start = secret.slice(0, SHORTEST);
      byStart.set(start, [...(byStart.get(start) ?? []), secret]);
    }
    const leaks = [...this.#outputs].flatMap(([text, where]) =>
      [...foundIn(text, byStart)].map((secret) => ({
        what: `a secret (sha256 ${fingerprint(secret)}…)`,
        where,
      })),
    );
    const traces = [...this.#outputs]
      .filter(([text]) => isAnswer(text) && STACK.test(text))
      .map(([, where]) => ({ what: 'a stack trace', where }));
    return [...leaks, ...traces];
  }
}

/** One pass over the text, however many secrets there are: each is looked up by its first characters. */
function foundIn(text: string, byStart: ReadonlyMap<string, readonly string[]>): Set<string> {
  const found = new Set<string>();
  // Most places are told from a beginning by one character; that keeps a text of megabytes cheap.
  const firsts = new Set([...byStart.keys()].map((start) => start.charCodeAt(0)));
  for (let at = 0; at + SHORTEST <= text.length; at += 1) {
    if (!firsts.has(text.charCodeAt(at))) continue;
    for (const secret of byStart.get(text.slice(at, at + SHORTEST)) ?? [])
      if (text.startsWith(secret, at)) found.add(secret);
  }
  return found;
}

const fingerprint = (secret: string): string =>
  createHash('sha256').update(secret).digest('hex').slice(0, 8);

/** An HTTP answer of the function, as JSON. */
const isAnswer = (text: string): boolean => text.startsWith('{') && text.includes('"statusCode":');

const textOf = (value: unknown): string =>
  value instanceof Error
    ? `${value.stack}`
    : typeof value === 'string'
      ? value
      : (JSON.stringify(value) ?? 'undefined');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
