// A delivery's payload → its request, decoded and parsed once.
import { type BackupRequest, invalid, type Parsed } from './backup-request';
import type { Region } from './ids';
import { isObject, parseJson, parseJsonBytes } from './json';
import { type ParseOptions, parseRequest } from './parse';
import type { Payload } from './payload';
import type { Query } from './query';
import { type CoverageRequest, parseCoverageRequest, parseReading, type Reading } from './reading';

export interface Defaults {
  readonly region: Region | undefined;
  /** The setting `DEFAULT_REQUEST`, decoded; undefined when it is not set. */
  readonly request: Parsed<unknown> | undefined;
}

/** What a GET asks for: the route says what, the query about which instances. */
export interface Question {
  readonly read: Reading['read'];
  readonly query: Query;
}

const NO_REQUEST = {
  path: '',
  message: 'this event carries no request and the setting DEFAULT_REQUEST is empty',
};

const NOT_BASE64 = { path: '', message: 'the body is marked as base64 and is not' };

function decode(payload: Payload, { request }: Defaults): Parsed<unknown> {
  switch (payload.from) {
    case 'value':
      return { ok: true, value: payload.value };
    case 'text':
      return parseJson(payload.text);
    case 'body': {
      const bytes = payload.body.bytes();
      return bytes === undefined ? invalid(NOT_BASE64) : parseJsonBytes(bytes);
    }
    case 'default':
      return request ?? invalid(NO_REQUEST);
    case 'unreadable':
      return invalid(payload.issue);
    default:
      return payload satisfies never;
  }
}

/** Reads a value that asks for a backup or, as `{"Coverage": …}`, for the coverage. */
export const parseAny = (
  value: unknown,
  options: ParseOptions,
): Parsed<BackupRequest | CoverageRequest> =>
  isObject(value) && Object.hasOwn(value, 'Coverage')
    ? parseCoverageRequest(value, options)
    : parseRequest(value, options);

/** The request of a delivery, or its issues. */
export function readRequest(
  { payload, keyInRequest = false }: { readonly payload: Payload; readonly keyInRequest?: boolean },
  defaults: Defaults,
): Parsed<BackupRequest | CoverageRequest> {
  const decoded = decode(payload, defaults);
  return decoded.ok
    ? parseAny(decoded.value, { fallbackRegion: defaults.region, keyAllowed: keyInRequest })
    : decoded;
}

/**
 * The request of a GET, or its issues. A coverage without targets is that of `DEFAULT_REQUEST`. Few ask, so queries are
 * read by what is loaded with the first.
 */
export async function readQuestion(
  { read, query }: Question,
  defaults: Defaults,
): Promise<Parsed<Reading>> {
  const { fieldsOfQuery, withDefaultTargets } = await import('./query');
  const fields = fieldsOfQuery(query);
  const fixed = defaults.request?.ok === true ? defaults.request.value : undefined;
  const given = read === 'coverage' ? withDefaultTargets(fields, fixed) : fields;
  return parseReading(read, given, { fallbackRegion: defaults.region });
}
