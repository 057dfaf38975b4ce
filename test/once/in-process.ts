// The whole function in this process: events in, answers out, the real SDK to a local Redis API, scaled durations.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_KEY, type RedisCloud } from '../../emulator/redis/server';
import { handle } from '../../src/app';
import type { RedisApi } from '../../src/backup/api';
import { isTransport } from '../../src/backup/failure';
import { loadConfig } from '../../src/config';
import { readContext } from '../../src/invocation';
import { createLogger } from '../../src/log';
import { openRedisApi } from '../../src/tencent/redis-api';
import type { World } from '../../src/world';
import { withoutFleet } from '../support/no-fleet';
import { SCALED } from './scaled';

/** One delivery of an event. */
export interface Parcel {
  /** The run it belongs to, which is its run key where it has one; letters, digits and dashes. */
  readonly run: string;
  /** Tells this delivery's writes from those of the run's other deliveries. */
  readonly number: number;
  /** `http without a key` is the one way without a run key. */
  readonly via: 'timer' | 'direct' | 'http' | 'http without a key';
  readonly instanceId: string;
  /** The function's time limit, scaled. */
  readonly limitMs: number;
  readonly onSend?: () => void;
}

/** What the event's source is told, whichever way: returned, answered or thrown. */
export interface Told {
  readonly outcome: string;
  readonly code?: string;
  readonly TaskId?: number;
  readonly BackupId?: string;
}

/** What a delivery was told, and what it could know. */
export interface Delivered extends Told {
  /** Whether a list it read showed a backup of its run. */
  readonly sawItself: boolean;
  /** Lists that could not be read: a fault of theirs, or a machine too busy for scaled time limits. */
  readonly unread: number;
  /** Writes without an answer of the API. */
  readonly unanswered: number;
}

/** Put in front of each remark that a delivery sends, so that every backup tells who started it. */
export const signatureOf = ({ run, number }: Pick<Parcel, 'run' | 'number'>): string =>
  `#${run}/${number}`;

/** Hands one event to the function. Never rejects: a throw is told as the platform would tell it. */
export async function deliver(cloud: RedisCloud, parcel: Parcel): Promise<Delivered> {
  const context = { request_id: randomUUID(), time_limit_in_ms: parcel.limitMs };
  const notes: Notes = { sawItself: false, unread: 0, unanswered: 0 };
  const told = await handle(
    eventOf(parcel),
    readContext(context, Date.now()),
    worldOf(cloud, parcel, notes),
  ).then(toldOf, toldOf);
  return { ...told, ...notes };
}

type Notes = { -readonly [Name in keyof Omit<Delivered, keyof Told>]: Delivered[Name] };

function eventOf({ run, via, instanceId }: Parcel): unknown {
  const request = { InstanceId: instanceId, Region: 'ap-guangzhou', Remark: 'nightly' };
  const headers = via === 'http' ? { 'Idempotency-Key': run } : {};
  switch (via) {
    case 'timer':
      return { Type: 'Timer', TriggerName: 'nightly', Time: run, Message: JSON.stringify(request) };
    case 'direct':
      return { ...request, IdempotencyKey: run };
    default:
      return { httpMethod: 'POST', path: '/', headers, body: JSON.stringify(request) };
  }
}

function worldOf(cloud: RedisCloud, parcel: Parcel, notes: Notes): World {
  return {
    config: loadConfig({ REDIS_API_ENDPOINT: cloud.url, WEBHOOK_AUTH: 'platform' }),
    version: 'test',
    clock: { now: Date.now, sleep: (ms) => sleep(ms), chance: Math.random },
    timing: SCALED,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    log: createLogger({ level: 'error', requestId: '', write: () => undefined }),
    uniqueText: randomUUID,
    openApi: ({ REDIS_API_ENDPOINT: endpoint }) => {
      const { api, close } = openRedisApi({ endpoint, credential: () => DEMO_KEY });
      return { api: watched(api, parcel, notes), close };
    },
  };
}

/** The port as it is, but for the signature in each remark, and a note of what the lists showed. */
function watched(api: RedisApi, parcel: Parcel, notes: Notes): RedisApi {
  const read = <T extends { ok: boolean }>(answer: T): T => {
    notes.unread += answer.ok ? 0 : 1;
    return answer;
  };
  return withoutFleet({
    listTasks: async (...asked) => read(await api.listTasks(...asked)),
    listBackups: async (...asked) => {
      const answer = read(await api.listBackups(...asked));
      const shown = answer.ok ? answer.value.records : [];
      notes.sawItself ||= shown.some(({ Remark }) => Remark.startsWith(`#${parcel.run}/`));
      return answer;
    },
    startBackup: async (target, order, timeoutMs) => {
      parcel.onSend?.();
      const Remark = `${signatureOf(parcel)} ${order.Remark}`;
      const answer = await api.startBackup(target, { ...order, Remark }, timeoutMs);
      notes.unanswered += answer.ok || !isTransport(answer.failure) ? 0 : 1;
      return answer;
    },
  });
}

interface Body {
  readonly Outcome?: string;
  readonly outcome?: string;
  readonly code?: string;
  readonly TaskId?: number;
  readonly BackupId?: string;
}

function bodyOf(result: unknown): Body {
  if (result instanceof Error)
    return result.name === 'BackupNotMadeError' ? JSON.parse(result.message).failed[0] : {};
  const { body = result } = result as { body?: unknown };
  return typeof body === 'string' ? JSON.parse(body) : (body as Body);
}

function toldOf(result: unknown): Told {
  const { Outcome, outcome = Outcome, code, TaskId, BackupId } = bodyOf(result);
  return {
    outcome: outcome ?? `no outcome: ${String(result)}`,
    ...(code === undefined ? {} : { code }),
    ...(TaskId === undefined ? {} : { TaskId }),
    ...(BackupId === undefined ? {} : { BackupId }),
  };
}
