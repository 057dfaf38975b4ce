// A backup request and its parser: unknown → BackupRequest, or every issue with its path. Nothing is coerced.
import * as v from 'valibot';
import { explainIssues, explainSchema } from './explain';
import { type Issue, invalid, type Parsed } from './issues';
import { isObject } from './json';
import type { Targets } from './targets';
import {
  findTargetIssues,
  findUnknownFields,
  optionalBoolean,
  type ParseOptions,
  TARGET_FIELDS,
  toTargets,
} from './targets';

export interface BackupRequest extends Targets {
  /** Free text kept on the backup; the run's marker is put before it. */
  readonly Remark?: string;
  /** Days the backup is kept; left out, the instance's own setting applies. */
  readonly StorageDays?: number;
  readonly IdempotencyKey?: string;
  /** Wait for each backup to end, as far as the time limit allows. */
  readonly Wait?: boolean;
  /** Do everything but the write. */
  readonly DryRun?: boolean;
  /** Skip a target that has a good backup younger than this, or one in progress. */
  readonly SkipIfBackedUpWithinHours?: number;
  /** `one`: the request has an `InstanceId`, and the answer is one object; `many`: the answer is a list. */
  readonly form: 'one' | 'many';
}

export { MAX_INSTANCES, type ParseOptions } from './targets';

/** Tencent documents no limit for `Remark`; this one keeps a caller from sending kilobytes to every instance. */
export const MAX_REMARK = 1000;

export const MAX_DAYS = 1825;

const daysMessage = `must be a whole number of days from 0 to ${MAX_DAYS}`;

const keyMessage = 'must be 1 to 255 printable ASCII characters';

/** The lists are read 28 days back, and the unknown zone of the API's times may cost up to one of these days. */
export const MAX_HOURS = 24 * 27;

const hoursMessage = `must be a number of hours above 0, at most ${MAX_HOURS}`;

/** A number of hours that the lists reach back. */
export const HoursSchema = v.pipe(
  v.number(hoursMessage),
  v.check((count) => count > 0 && count <= MAX_HOURS, hoursMessage),
);

const { InstanceId, InstanceIds, Selector, Region, AllowEmpty } = TARGET_FIELDS;

const FIELDS = {
  InstanceId,
  InstanceIds,
  Selector,
  Region,
  Remark: v.optional(
    v.pipe(
      v.string('must be a string'),
      v.maxLength(MAX_REMARK, `must have at most ${MAX_REMARK} characters`),
    ),
  ),
  StorageDays: v.optional(
    v.pipe(
      v.number(daysMessage),
      v.check((days) => Number.isInteger(days) && days >= 0 && days <= MAX_DAYS, daysMessage),
    ),
  ),
  IdempotencyKey: v.optional(
    v.pipe(v.string(keyMessage), v.regex(/^[\x20-\x7e]{1,255}$/, keyMessage)),
  ),
  Wait: optionalBoolean,
  DryRun: optionalBoolean,
  AllowEmpty,
  SkipIfBackedUpWithinHours: v.optional(HoursSchema),
};

/** The fields of a backup request and their types; what they mean together is not in it. */
export const FieldsSchema = v.object(FIELDS);

/** The field names a request may have, in the order of the documentation. */
export const REQUEST_FIELDS: readonly string[] = [...Object.keys(FIELDS), 'Coverage'];

const NOT_AN_OBJECT = {
  path: '',
  message: 'the request must be a JSON object like {"InstanceId":"crs-…"}',
};

function findKeyIssues(given: object): Issue[] {
  if (!Object.hasOwn(given, 'IdempotencyKey')) return [];
  const message =
    'is for a direct invoke alone; over HTTP send the header Idempotency-Key, other events have their own identity';
  return [{ path: 'IdempotencyKey', message }];
}

/**
 * Reads a backup request.
 *
 * @returns the request, or all its issues: unknown fields (with the name that was meant), wrong types and ranges, no
 * target or several. Field meanings: https://cloud.tencent.com/document/product/239/20010
 */
export function parseBackupRequest(
  value: unknown,
  options: ParseOptions = {},
): Parsed<BackupRequest> {
  if (!isObject(value)) return invalid(NOT_AN_OBJECT);
  const fields = v.safeParse(FieldsSchema, value);
  const unknown = findUnknownFields(value, Object.keys(FIELDS), REQUEST_FIELDS);
  const issues = [
    ...findTargetIssues(value, options),
    ...(fields.success ? [] : explainSchema(fields.issues)),
    ...(options.keyAllowed === false ? findKeyIssues(value) : []),
  ];
  if (!fields.success || unknown.length + issues.length > 0)
    return invalid(...explainIssues(value, unknown, issues));
  return { ok: true, value: toBackupRequest(fields.output, options) };
}

type OtherFields = Pick<
  BackupRequest,
  'Remark' | 'StorageDays' | 'IdempotencyKey' | 'Wait' | 'DryRun' | 'SkipIfBackedUpWithinHours'
>;

function toBackupRequest(
  {
    InstanceId,
    InstanceIds,
    Selector,
    Region,
    AllowEmpty,
    ...rest
  }: v.InferOutput<typeof FieldsSchema>,
  { fallbackRegion }: ParseOptions,
): BackupRequest {
  const targets = { InstanceId, InstanceIds, Selector, Region, AllowEmpty };
  return {
    ...(rest as OtherFields),
    ...toTargets(targets, fallbackRegion),
    form: InstanceId === undefined ? 'many' : 'one',
  };
}
