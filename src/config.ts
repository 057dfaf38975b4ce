// The one list of settings: name, default, validator, one line of meaning. The table of docs/reference.md is made from it.
import { parseWebhookSecrets, type WebhookSecrets } from './http/webhook-secrets';
import { LOG_LEVELS, type LogLevel } from './logger';
import type { Endpoint } from './redis-api';
import { isRegion, type Region } from './request/ids';
import { formatIssues, type Issue, type Parsed } from './request/issues';
import { parseJson } from './request/json';
import { parseRequest } from './request/parse-request';

/** A text's value, or what is wrong with it and what would be right. Never the text itself: it may be a secret. */
type Validate<T> = (text: string) => { readonly value: T } | { readonly problem: string };

interface Setting<T> {
  /** The text that stands in when the variable is not set or empty. */
  readonly fallback: string;
  readonly validate: Validate<T>;
}

const setting = <T>(fallback: string, validate: Validate<T>): Setting<T> => ({
  fallback,
  validate,
});

const words = (text: string): string[] => text.split(/[\s,]+/).filter((word) => word !== '');

const oneOf =
  <T extends string>(...allowed: readonly T[]): Validate<T> =>
  (text) => {
    const value = allowed.find((candidate) => candidate === text);
    return value === undefined ? { problem: `must be one of ${allowed.join(', ')}` } : { value };
  };

const wholeNumber =
  (from: number, to: number): Validate<number> =>
  (text) =>
    /^\d{1,9}$/.test(text) && Number(text) >= from && Number(text) <= to
      ? { value: Number(text) }
      : { problem: `must be a whole number from ${from} to ${to}` };

const region: Validate<Region | undefined> = (text) =>
  text === '' || isRegion(text)
    ? { value: text === '' ? undefined : text }
    : { problem: 'must be a region id like ap-guangzhou' };

const regions: Validate<readonly Region[]> = (text) => {
  const list = words(text);
  return list.every(isRegion)
    ? { value: list }
    : { problem: 'must be region ids like ap-guangzhou, separated by spaces' };
};

const patterns: Validate<readonly string[]> = (text) => {
  const list = words(text);
  return list.length > 0 &&
    list.every((word) => /^[a-z0-9*-]+$/.test(word) && /^(crs-|\*)/.test(word))
    ? { value: list }
    : { problem: 'must be instance ids or patterns like crs-*, separated by spaces' };
};

const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/;
const HOST = /^[a-z0-9-]+(\.[a-z0-9-]+)+$/;

/** A plain host means https. Plain http would show the signature and the token, so it is for the loopback alone; so is a port. */
const endpoint =
  (example: string): Validate<Endpoint> =>
  (text) => {
    const [, scheme, host = ''] = /^(?:(https?:)\/\/)?([^/]+)\/?$/.exec(text) ?? [];
    const protocol = scheme === 'http:' ? 'http:' : 'https:';
    const isUsable = scheme !== undefined && LOOPBACK.test(host);
    return isUsable || (protocol === 'https:' && HOST.test(host))
      ? { value: { protocol, host } }
      : { problem: `must be a host like ${example} (http:// only for 127.0.0.1)` };
  };

/** A bucket's own domain, which has its region in it. */
const bucket: Validate<Endpoint | undefined> = (text) =>
  text === ''
    ? { value: undefined }
    : endpoint('leases-1250000000.cos.ap-guangzhou.myqcloud.com')(text);

/** `+08:00` as milliseconds. */
const utcOffset: Validate<number | undefined> = (text) => {
  if (text === '') return { value: undefined };
  const [, sign, hours, minutes] = /^([+-])(0\d|1[0-4]):([0-5]\d)$/.exec(text) ?? [];
  return sign === undefined
    ? { problem: 'must be an offset from UTC like +08:00' }
    : { value: (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * 60_000 };
};

/** Read when it is used: a mistake in what is watched must not keep a backup from being made. */
const text: Validate<string> = (value) => ({ value });

/** The rest of a URL may be anything: what is behind it is not ours. A user's name or password in it is refused, not sent. */
const pingUrl: Validate<string> = (text) =>
  text === '' ||
  (/^(https:|http:\/\/(127\.0\.0\.1|localhost)[:/])[^\s@]+$/.test(text) && URL.canParse(text))
    ? { value: text }
    : { problem: 'must be an https:// address without a user (http:// only for 127.0.0.1)' };

const secrets: Validate<WebhookSecrets> = (text) => parseWebhookSecrets(words(text));

/** Checked like any request. Its region may come from the function's own, so none is asked for here. */
const defaultRequest: Validate<Parsed<unknown> | undefined> = (text) => {
  if (text === '') return { value: undefined };
  const json = parseJson(text);
  const parsed: Parsed<unknown> = json.ok
    ? parseRequest(json.value, { fallbackRegion: 'ap-guangzhou' as Region, keyAllowed: false })
    : json;
  return parsed.ok ? { value: json } : { problem: formatIssues(parsed.issues) };
};

const API_HOST = 'redis.tencentcloudapi.com';

export const SETTINGS = {
  BACKUP_REGION: setting('', region),
  DEFAULT_REQUEST: setting('', defaultRequest),
  COVERAGE_REQUEST: setting('', text),
  PING_URL: setting('', pingUrl),
  REDIS_API_ENDPOINT: setting(API_HOST, endpoint(API_HOST)),
  WEBHOOK_AUTH: setting('both', oneOf('bearer', 'signature', 'both', 'platform')),
  WEBHOOK_SECRETS: setting('', secrets),
  MAX_BODY_BYTES: setting('65536', wholeNumber(1024, 6_291_456)),
  ALLOWED_INSTANCES: setting('crs-*', patterns),
  ALLOWED_REGIONS: setting('', regions),
  MIN_STORAGE_DAYS: setting('0', wholeNumber(0, 1825)),
  MAX_STORAGE_DAYS: setting('1825', wholeNumber(0, 1825)),
  RATE_LIMIT_PER_SECOND: setting('18', wholeNumber(1, 20)),
  API_TIME_ZONE: setting('', utcOffset),
  LOG_LEVEL: setting('info', oneOf<LogLevel>(...LOG_LEVELS)),
  LEASE_BUCKET: setting('', bucket),
} as const;

/** A line on each for the table of docs/reference.md. It stands apart from the settings, so that the bundle is built without it. */
export const MEANINGS: Readonly<Record<keyof typeof SETTINGS, string>> = {
  BACKUP_REGION: "Region of a request that names none; when empty, the function's own.",
  DEFAULT_REQUEST:
    'The request, as JSON, of an event that carries none: a timer without an argument.',
  COVERAGE_REQUEST:
    'What `GET …/coverage` and `…/metrics` without targets are about, as JSON: `{"Coverage":{…}}`.',
  PING_URL:
    "Address that is called when the run of an event has ended, for a dead man's switch such as healthchecks.io; `{trigger}` in it stands for the timer's name, or the trigger. A refusal calls `…/fail`.",
  REDIS_API_ENDPOINT:
    'Host of the Redis API: the regional host for finance regions, `redis.intl.tencentcloudapi.com` for the international site, an `http://127.0.0.1:…` address for the local cloud.',
  WEBHOOK_AUTH:
    'How a webhook is authenticated: by `bearer` token, by `signature` (Standard Webhooks), by `both` of these, or by the `platform` when the URL itself is CAM-signed or private.',
  WEBHOOK_SECRETS:
    'Secrets, separated by spaces, several at once for rotation: `whsec_` and the base64 of 24 to 64 bytes verifies signatures; any other is a bearer token of at least 24 characters. Empty: the webhook is closed.',
  MAX_BODY_BYTES: 'The most bytes the body of a webhook may have.',
  ALLOWED_INSTANCES:
    'Instances that any request may concern: ids or patterns, separated by spaces.',
  ALLOWED_REGIONS: 'Regions that any request may concern, separated by spaces; empty: all.',
  MIN_STORAGE_DAYS:
    'The least `StorageDays` any request may ask. One that asks for none is kept as long as the instance has it set.',
  MAX_STORAGE_DAYS: 'The most `StorageDays` any request may ask.',
  RATE_LIMIT_PER_SECOND:
    'Most backups started in a second, over all regions of an endpoint; the API allows 20.',
  API_TIME_ZONE:
    "Zone of the API's times, which carry none, like `+08:00`. When empty, `+08:00` is assumed for ages alone, and corrected where a backup would lie in the future; set, it also ends the doubt about a backup that was removed from the list.",
  LOG_LEVEL: 'Least level that is logged: `debug`, `info`, `warn`, `error`.',
  LEASE_BUCKET:
    'Strict mode: a COS bucket that never had versioning, by its domain (`leases-1250000000.cos.ap-guangzhou.myqcloud.com`), where each run takes a lease before its write ([docs/once-only.md](docs/once-only.md)). Empty: no leases.',
};

type Values<T> = {
  readonly [Name in keyof T]: T[Name] extends Setting<infer Value> ? Value : never;
};
export type Config = Values<typeof SETTINGS>;

/**
 * Reads the settings from an environment.
 *
 * @returns the values, or an issue for each bad one: its name, what is wrong, what would be right; never its value
 */
export function loadConfig(env: Readonly<Record<string, string | undefined>>): Parsed<Config> {
  const issues: Issue[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, { fallback, validate }] of Object.entries<Setting<unknown>>(SETTINGS)) {
    const given = env[name]?.trim() ?? '';
    const checked = validate(given === '' ? fallback : given);
    if ('problem' in checked) issues.push({ path: name, message: checked.problem });
    else values[name] = checked.value;
  }
  return issues.length > 0 ? { ok: false, issues } : { ok: true, value: values as Config };
}
