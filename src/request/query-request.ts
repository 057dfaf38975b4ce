// The requests that only read: the coverage of instances, the backups of one instance, one task.
import * as v from 'valibot';
import { HoursSchema } from './backup-request';
import { explainIssues, explainSchema } from './explain';
import { type InstanceId, InstanceIdSchema, type Region, RegionSchema } from './ids';
import { type Issue, invalid, type Parsed } from './issues';
import { isObject } from './json';
import type { Targets } from './targets';
import {
  findTargetIssues,
  findUnknownFields,
  type ParseOptions,
  TARGET_FIELDS,
  toTargets,
} from './targets';

/** A day and two hours, because a daily backup does not end at the same minute every day. */
const DEFAULT_MAX_AGE_HOURS = 26;

export interface CoverageRequest extends Targets {
  readonly query: 'coverage';
  readonly MaxAgeHours: number;
}
export interface BackupsRequest {
  readonly query: 'backups';
  readonly InstanceId: InstanceId;
  readonly Region: Region;
}
export interface TaskRequest {
  readonly query: 'task';
  readonly TaskId: number;
  readonly Region: Region;
}
export type QueryRequest = CoverageRequest | BackupsRequest | TaskRequest;

const taskIdMessage = 'must be a task number, as a backup returns it';
export const CoverageSchema = v.object({ ...TARGET_FIELDS, MaxAgeHours: v.optional(HoursSchema) });
export const BackupsSchema = v.object(
  { InstanceId: InstanceIdSchema, Region: v.optional(RegionSchema) },
  'missing',
);
export const TaskSchema = v.object({
  TaskId: v.pipe(
    v.number(taskIdMessage),
    v.check((id) => Number.isSafeInteger(id) && id > 0, taskIdMessage),
  ),
  Region: v.optional(RegionSchema),
});

type Given = Readonly<Record<string, unknown>>;
type FieldSchema = typeof CoverageSchema | typeof BackupsSchema | typeof TaskSchema;

function checkFields<S extends FieldSchema>(
  schema: S,
  given: Given,
  otherIssues: readonly Issue[],
): Parsed<v.InferOutput<S>> {
  const fields = v.safeParse(schema, given);
  const unknown = findUnknownFields(given, Object.keys(schema.entries));
  const issues = [...otherIssues, ...(fields.success ? [] : explainSchema(fields.issues))];
  return fields.success && unknown.length + issues.length === 0
    ? { ok: true, value: fields.output }
    : invalid(...explainIssues(given, unknown, issues));
}

const findRegionIssues = (given: Given, { fallbackRegion }: ParseOptions): Issue[] =>
  Object.hasOwn(given, 'Region') || fallbackRegion !== undefined
    ? []
    : [{ path: 'Region', message: 'missing; give Region, or set BACKUP_REGION' }];

function parseCoverage(given: Given, options: ParseOptions): Parsed<CoverageRequest> {
  const fields = checkFields(CoverageSchema, given, findTargetIssues(given, options));
  if (!fields.ok) return fields;
  const { MaxAgeHours = DEFAULT_MAX_AGE_HOURS, ...targets } = fields.value;
  const parsedTargets = toTargets(targets, options.fallbackRegion);
  return { ok: true, value: { query: 'coverage', MaxAgeHours, ...parsedTargets } };
}

function parseBackups(given: Given, options: ParseOptions): Parsed<QueryRequest> {
  const fields = checkFields(BackupsSchema, given, findRegionIssues(given, options));
  if (!fields.ok) return fields;
  const { InstanceId, Region = options.fallbackRegion } = fields.value;
  return { ok: true, value: { query: 'backups', InstanceId, Region: Region as Region } };
}

function parseTask(given: Given, options: ParseOptions): Parsed<QueryRequest> {
  const fields = checkFields(TaskSchema, given, findRegionIssues(given, options));
  if (!fields.ok) return fields;
  const { TaskId, Region = options.fallbackRegion } = fields.value;
  return { ok: true, value: { query: 'task', TaskId, Region: Region as Region } };
}

const PARSERS = { coverage: parseCoverage, backups: parseBackups, task: parseTask };

/** Parses the fields of a `coverage`, `backups` or `task` query: the request, or all its issues. */
export const parseQueryRequest = (
  read: QueryRequest['query'],
  given: Given,
  options: ParseOptions,
): Parsed<QueryRequest> => PARSERS[read](given, options);

/** Parses `{"Coverage": {…}}`, the form for events such as a timer's; the paths of issues begin with `Coverage`. */
export function parseCoverageRequest(given: Given, options: ParseOptions): Parsed<CoverageRequest> {
  const unknownIssues = explainIssues(given, findUnknownFields(given, ['Coverage']), []);
  const { Coverage } = given;
  if (!isObject(Coverage))
    return invalid(...unknownIssues, {
      path: 'Coverage',
      message: 'must be an object with its targets',
    });
  const parsed = parseCoverage(Coverage, options);
  const issues = parsed.ok ? [] : parsed.issues;
  return parsed.ok && unknownIssues.length === 0
    ? parsed
    : invalid(
        ...unknownIssues,
        ...issues.map(({ path, message }) => ({
          path: path === '' ? 'Coverage' : `Coverage.${path}`,
          message,
        })),
      );
}
