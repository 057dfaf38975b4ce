// Events to test with: the fixtures on disk, and builders for what varies.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { isObject } from '../../src/request/json';
import { TIMER_TIME } from './clock';
import { TOKEN } from './deps';

const FOLDER = join(__dirname, '../fixtures/events');

/** One file under test/fixtures/events: which trigger it is for, and the event itself. */
export interface Fixture {
  /** The folder's name: a trigger's, or `unknown`. */
  readonly trigger: string;
  /** `timer/message`, for the name of a test. */
  readonly name: string;
  readonly source: string;
  readonly event: unknown;
}

/** A timer's event as of another time; the one in a file is long past. */
export const atPresent = (event: unknown, time = new Date().toISOString()): unknown =>
  isObject(event) && event.Type === 'Timer' && 'Time' in event ? { ...event, Time: time } : event;

function read(trigger: string, file: string): Fixture {
  const path = join(FOLDER, trigger, file);
  const { source, event }: Record<string, unknown> = JSON.parse(readFileSync(path, 'utf8'));
  if (typeof source !== 'string' || source === '') throw new Error(`${path}: no source`);
  if (event === undefined) throw new Error(`${path}: no event`);
  const name = `${trigger}/${file.replace(/\.json$/, '')}`;
  return { trigger, name, source, event: atPresent(event, TIMER_TIME) };
}

export const FIXTURES: readonly Fixture[] = readdirSync(FOLDER)
  .sort()
  .flatMap((trigger) =>
    readdirSync(join(FOLDER, trigger))
      .sort()
      .map((file) => read(trigger, file)),
  );

/** A copy of a fixture's event, to be changed at will. */
export function fixture(name: string): Record<string, unknown> {
  const found = FIXTURES.find((candidate) => candidate.name === name)?.event;
  if (!isObject(found)) throw new Error(`there is no fixture ${name} with an object in it`);
  return structuredClone(found) as Record<string, unknown>;
}

/** A Function URL's POST with the token of the tests. */
export const post = (
  body: unknown,
  headers: Record<string, unknown> = {},
): Record<string, unknown> => ({
  httpMethod: 'POST',
  path: '/',
  headers: { authorization: `Bearer ${TOKEN}`, ...headers },
  queryString: {},
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

/** A timer's event with a request as its argument. */
export const timerEvent = (
  request: unknown,
  part: Record<string, unknown> = {},
): Record<string, unknown> => ({
  Type: 'Timer',
  TriggerName: 'nightly',
  Time: TIMER_TIME,
  Message: typeof request === 'string' ? request : JSON.stringify(request),
  ...part,
});

let fired = 0;
/** The same; each at another time, and so another run. */
export const timer = (request: unknown, part: Record<string, unknown> = {}) => {
  fired += 1;
  return timerEvent(request, {
    Time: new Date(Date.now() - fired * 1_000).toISOString(),
    ...part,
  });
};

/** A Function URL's GET with the token of the tests. */
export const get = (path: string, query: Record<string, unknown> = {}, accept = '*/*') => ({
  httpMethod: 'GET',
  path,
  queryString: query,
  headers: { authorization: `Bearer ${TOKEN}`, accept },
});

interface Records {
  readonly Records: Record<string, Record<string, unknown>>[];
}

/** The fixture of an event that comes as records. */
export const recordsOf = (name: string): Records => fixture(name) as unknown as Records;

/** The fixture with one field of its first record changed. */
export function withField(name: string, source: string, field: string, value: unknown): Records {
  const event = recordsOf(name);
  const content = event.Records[0]?.[source];
  if (content === undefined) throw new Error(`${name} has no ${source}`);
  content[field] = value;
  return event;
}
