// What a calibration needs of the API and of time, so that it can be tried on a model of both.
import { type Access, callApi, type Response } from '../../src/tencent/call';
import { openPool } from '../../src/tencent/connection';

export type Reply =
  | { readonly ok: true; readonly fields: Response }
  | { readonly ok: false; readonly code: string; readonly message: string };

export interface Subject {
  readonly instanceId: string;
  readonly region: string;
  call(action: string, params: Response): Promise<Reply>;
  /** Epoch milliseconds. */
  now(): number;
  sleep(ms: number): Promise<void>;
}

const TIMEOUT_MS = 60_000;

/** The API itself, by the very call the function uses. */
export function openSubject(
  access: Access,
  target: Pick<Subject, 'instanceId' | 'region'>,
  clock: Pick<Subject, 'now' | 'sleep'>,
): { readonly subject: Subject; close(): void } {
  const pool = openPool(access.endpoint.protocol === 'https:');
  const call: Subject['call'] = async (action, params) => {
    const asked = { action, region: target.region, params, timeoutMs: TIMEOUT_MS };
    const answer = await callApi(access, pool, asked);
    if (answer.ok) return { ok: true, fields: answer.value };
    const { code, message } = answer.failure;
    return { ok: false, code, message };
  };
  return { subject: { ...target, ...clock, call }, close: pool.close };
}

export type Row = Readonly<Record<string, unknown>>;

/** The rows of a reply; none for a refusal. */
export const rowsIn = (
  reply: Reply,
  field: 'BackupSet' | 'Tasks' | 'InstanceSet',
): readonly Row[] => {
  const rows = reply.ok ? reply.fields[field] : undefined;
  return Array.isArray(rows) ? rows : [];
};

export const BACKUPS = 'DescribeInstanceBackups';
export const TASKS = 'DescribeTaskList';
export const WRITE = 'ManualBackupInstance';
