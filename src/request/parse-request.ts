// A delivery's payload → its request, decoded and parsed once.
import type { Payload } from '../delivery';
import { type BackupRequest, type ParseOptions, parseBackupRequest } from './backup-request';
import type { Region } from './ids';
import { invalid, type Parsed } from './issues';
import { isObject, parseJson, parseJsonBytes } from './json';
import { type CoverageRequest, parseCoverageRequest } from './query-request';

export interface Defaults {
  readonly region: Region | undefined;
  /** The setting `DEFAULT_REQUEST`, decoded; undefined when it is not set. */
  readonly request: Parsed<unknown> | undefined;
  /** The setting `COVERAGE_REQUEST`: what a coverage query without targets is about. */
  readonly coverage?: string;
}

const NO_REQUEST = {
  path: '',
  message: 'this event carries no request and the setting DEFAULT_REQUEST is empty',
};

const NOT_BASE64 = { path: '', message: 'the body is marked as base64 and is not' };

function decodePayload(payload: Payload, { request }: Defaults): Parsed<unknown> {
  switch (payload.from) {
    case 'value':
      return { ok: true, value: payload.value };
    case 'text':
      return parseJson(payload.text, payload.path);
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
export const parseRequest = (
  value: unknown,
  options: ParseOptions,
): Parsed<BackupRequest | CoverageRequest> =>
  isObject(value) && Object.hasOwn(value, 'Coverage')
    ? parseCoverageRequest(value, options)
    : parseBackupRequest(value, options);

/** The request of a delivery, or its issues. */
export function parsePayload(
  { payload, keyInRequest = false }: { readonly payload: Payload; readonly keyInRequest?: boolean },
  defaults: Defaults,
): Parsed<BackupRequest | CoverageRequest> {
  const decoded = decodePayload(payload, defaults);
  return decoded.ok
    ? parseRequest(decoded.value, { fallbackRegion: defaults.region, keyAllowed: keyInRequest })
    : decoded;
}
