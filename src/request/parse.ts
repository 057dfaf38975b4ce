// The parser: unknown → BackupRequest, or every issue with its path. Nothing is coerced, nothing invented.
import * as v from 'valibot';
import { type BackupRequest, type Issue, invalid, type Parsed } from './backup-request';
import { type InstanceId, InstanceIdSchema, type Region, RegionSchema } from './ids';
import { isObject } from './json';
import { nearMiss } from './near-miss';

/** The most instances one request may name; a 900 s run at 18 calls a second reaches 16,000, a person's list fewer. */
export const MAX_INSTANCES = 1000;
/** Tencent documents no limit for `Remark`; this one keeps a caller from sending kilobytes to every instance. */
export const MAX_REMARK = 1000;
/** Issues told at once: an answer must not outgrow the platform's limit, however many things are wrong. */
export const MOST_ISSUES = 100;

const storageDays = 'must be a whole number of days from 0 to 1825';
const key = 'must be 1 to 255 printable ASCII characters';

const FIELDS = {
  InstanceId: v.optional(InstanceIdSchema),
  InstanceIds: v.optional(
    v.pipe(
      v.array(v.unknown(), 'must be a list of instance ids'),
      v.minLength(1, 'must name at least one instance'),
      v.maxLength(MAX_INSTANCES, `must name at most ${MAX_INSTANCES} instances; split the request`),
      // Behind the length, so that the ids of an endless list are not looked at.
      v.array(InstanceIdSchema),
    ),
  ),
  Region: v.optional(RegionSchema),
  Remark: v.optional(
    v.pipe(
      v.string('must be a string'),
      v.maxLength(MAX_REMARK, `must have at most ${MAX_REMARK} characters`),
    ),
  ),
  StorageDays: v.optional(
    v.pipe(
      v.number(storageDays),
      v.integer(storageDays),
      v.minValue(0, storageDays),
      v.maxValue(1825, storageDays),
    ),
  ),
  IdempotencyKey: v.optional(v.pipe(v.string(key), v.regex(/^[\x20-\x7e]{1,255}$/, key))),
};
const FieldsSchema = v.object(FIELDS);

/** The names a request may have, in the order of the documentation. */
export const REQUEST_FIELDS: readonly string[] = Object.keys(FIELDS);

function unknownField(name: string): Issue {
  const meant = nearMiss(name, REQUEST_FIELDS);
  const remedy =
    meant === undefined ? `the fields are ${REQUEST_FIELDS.join(', ')}` : `did you mean ${meant}?`;
  return { path: name, message: `unknown field; ${remedy}` };
}

const toIssue = (issue: v.BaseIssue<unknown>): Issue => ({
  path: (issue.path ?? [])
    .map(({ key: step }) => (typeof step === 'number' ? `[${step}]` : String(step)))
    .join('.')
    .replaceAll('.[', '['),
  message: issue.message,
});

const unknownFields = (given: object): Issue[] =>
  Object.keys(given)
    .filter((name) => !REQUEST_FIELDS.includes(name))
    .slice(0, MOST_ISSUES + 1)
    .map(unknownField);

const atMost = (issues: readonly Issue[]): readonly Issue[] =>
  issues.length <= MOST_ISSUES
    ? issues
    : [...issues.slice(0, MOST_ISSUES), { path: '', message: 'and more; mend these first' }];

function targetIssues(given: object): Issue[] {
  const named = ['InstanceId', 'InstanceIds'].filter((name) => Object.hasOwn(given, name));
  if (named.length === 1) return [];
  const message =
    named.length === 0
      ? 'no target; give InstanceId or InstanceIds'
      : 'two targets; give InstanceId or InstanceIds, not both';
  return [{ path: named.at(-1) ?? 'InstanceId', message }];
}

function keyIssues(given: object): Issue[] {
  if (!Object.hasOwn(given, 'IdempotencyKey')) return [];
  const message =
    'is for a direct invoke alone; over HTTP send the header Idempotency-Key, other events have their own identity';
  return [{ path: 'IdempotencyKey', message }];
}

function regionIssues(given: object, fallback: Region | undefined): Issue[] {
  if (Object.hasOwn(given, 'Region') || fallback !== undefined) return [];
  return [{ path: 'Region', message: 'missing; give Region, or set BACKUP_REGION' }];
}

/** What a request may lean on besides its own fields. */
export interface ParseOptions {
  /** Stands in when the request names no region. */
  readonly fallbackRegion?: Region | undefined;
  /** Whether `IdempotencyKey` has a meaning here: in a fixed request it would make one backup and never again. */
  readonly keyAllowed?: boolean;
}

/**
 * Reads a backup request.
 *
 * @returns the request, or all its issues: unknown fields (with the name that was meant), wrong types and ranges, no
 * target or two. Field meanings: https://cloud.tencent.com/document/product/239/20010
 */
export function parseRequest(
  value: unknown,
  { fallbackRegion, keyAllowed = true }: ParseOptions = {},
): Parsed<BackupRequest> {
  if (!isObject(value))
    return invalid({
      path: '',
      message: 'the request must be a JSON object like {"InstanceId":"crs-…"}',
    });
  const fields = v.safeParse(FieldsSchema, value);
  const issues = [
    ...unknownFields(value),
    ...targetIssues(value),
    ...(fields.issues ?? []).map(toIssue),
    ...regionIssues(value, fallbackRegion),
    ...(keyAllowed ? [] : keyIssues(value)),
  ];
  if (!fields.success || issues.length > 0) return invalid(...atMost(issues));
  return { ok: true, value: assemble(fields.output, fallbackRegion) };
}

function assemble(
  { InstanceId, InstanceIds, Region, ...rest }: v.InferOutput<typeof FieldsSchema>,
  fallbackRegion: Region | undefined,
): BackupRequest {
  const named: readonly InstanceId[] =
    InstanceId === undefined ? (InstanceIds ?? []) : [InstanceId];
  return {
    ...(rest as Pick<BackupRequest, 'Remark' | 'StorageDays' | 'IdempotencyKey'>),
    InstanceIds: [...new Set(named)],
    Region: (Region ?? fallbackRegion) as Region,
    form: InstanceId === undefined ? 'many' : 'one',
  };
}
