// What came of an invocation, one row a target, whatever the trigger: for a person to read and a command to exit by.

import type { Invocation } from '../emulator/scf/types';
import { escapeUnseen } from '../src/logger';

/** Outcomes after which nobody need look (DESIGN: the closed vocabulary). */
const GOOD = new Set(['accepted', 'adopted', 'skipped', 'verified']);

export interface Row {
  good: boolean;
  /** `accepted`, `refused`…; for an answer without targets its status or the word `failed`. */
  outcome: string;
  instanceId?: string;
  taskId?: number;
  /** The rest, readable: ids and region, or what went wrong. */
  detail: string;
}

/** Never empty: an invocation without any target has one row of its own. */
export function rowsOf({
  result,
  error,
  thrown,
}: Pick<Invocation, 'result' | 'error' | 'thrown'>): Row[] {
  if (thrown !== undefined) return thrownRows(thrown.message);
  if (error !== undefined) return [failed(`${error.statusCode} ${error.errorMessage}`)];
  const { status, body } = httpParts(result);
  return bodyRows(body, status);
}

/** `  accepted  crs-demo0001  TaskId 7, ap-guangzhou`, aligned. */
export function printable(rows: readonly Row[]): string[] {
  return rows.map(({ outcome, instanceId, detail }) =>
    escapeUnseen(
      ['', outcome.padEnd(8), instanceId, detail].filter((part) => part !== undefined).join('  '),
    ),
  );
}

interface Fields {
  [name: string]: unknown;
}

const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null;
const failed = (detail: string): Row => ({ good: false, outcome: 'failed', detail });

/** An HTTP trigger's return value holds the body as text; any other's is the body. */
function httpParts(result: unknown): { status: number; body: unknown } {
  if (!isFields(result) || typeof result.statusCode !== 'number')
    return { status: 200, body: result };
  return { status: result.statusCode, body: parsed(String(result.body ?? '')) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function bodyRows(body: unknown, status: number): Row[] {
  if (Array.isArray(body)) return body.flatMap((part) => bodyRows(part, status));
  if (!isFields(body))
    return [{ good: status < 400, outcome: String(status), detail: String(body) }];
  if (Array.isArray(body.failed)) return failedRows(body.failed, body);
  if (Array.isArray(body.Results)) return body.Results.flatMap((part) => bodyRows(part, status));
  if (typeof body.Outcome === 'string') return [targetRow(body, body.Outcome)];
  if (typeof body.code === 'string') return [problemRow(body, body.code)];
  return [{ good: status < 400, outcome: String(status), detail: JSON.stringify(body) }];
}

function targetRow(body: Fields, outcome: string): Row {
  const { InstanceId, Outcome: _outcome, TaskId, ...rest } = body;
  const facts = Object.entries({ TaskId, ...rest }).filter(([, value]) => value !== undefined);
  return {
    good: GOOD.has(outcome),
    outcome,
    ...(typeof InstanceId === 'string' ? { instanceId: InstanceId } : {}),
    ...(typeof TaskId === 'number' ? { taskId: TaskId } : {}),
    detail: facts.map(([name, value]) => `${name} ${value}`).join(', '),
  };
}

/** RFC 9457 body, or one failure of a thrown message: the same facts under nearly the same names. */
function problemRow(problem: Fields, code: string): Row {
  const { InstanceId, outcome, status, detail, message, title, issues, runKey } = problem;
  const wrong = Array.isArray(issues) ? `: ${issues.map(issueText).join('; ')}` : '';
  const text = wrong || `: ${detail ?? message ?? title ?? 'no detail'}`;
  return {
    good: false,
    outcome: typeof outcome === 'string' ? outcome : String(status ?? 'failed'),
    ...(typeof InstanceId === 'string' ? { instanceId: InstanceId } : {}),
    detail: `${code}${text}${typeof runKey === 'string' ? ` (${runKey})` : ''}`,
  };
}

function issueText(issue: unknown): string {
  if (!isFields(issue)) return String(issue);
  return [issue.path, issue.message].filter((part) => part !== undefined && part !== '').join(' ');
}

/** The function throws compact JSON, `{"failed":[…]}`; anything else is a fault of its own. */
function thrownRows(message: string): Row[] {
  const value = parsed(message);
  if (!isFields(value) || !Array.isArray(value.failed)) return [failed(message)];
  return failedRows(value.failed, value);
}

/** CKafka's trigger returns the same when a re-run could not help. */
function failedRows(parts: readonly unknown[], { more, alsoFailed }: Fields): Row[] {
  const rows = parts.map((part) =>
    isFields(part) ? problemRow(part, String(part.code ?? 'unknown')) : failed(String(part)),
  );
  if (more === undefined) return rows;
  const keys =
    Array.isArray(alsoFailed) && alsoFailed.length > 0 ? `: ${alsoFailed.join('; ')}` : '';
  return [...rows, failed(`${more} more${keys}`)];
}
