// The whole function in this process: events in, answers out, the real SDK to a local Redis API, scaled durations.
import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { DEMO_KEY, type RedisCloud } from '../../emulator/redis/server';
import { handle } from '../../src/app';
import { RunMemory } from '../../src/backup/run-memory';
import { loadConfig } from '../../src/config';
import type { Deps } from '../../src/context';
import { readInvocation } from '../../src/invocation';
import { createLogger } from '../../src/logger';
import type { RedisApi } from '../../src/redis-api';
import { openRedisClient } from '../../src/tencent/redis-client';
import { withoutFleet } from '../../test/support/fake-api';
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
  /** The process dies in this call of the API, the first being 1; whether the call arrives is a matter of luck. */
  readonly diesInCall?: number;
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
  /** Whether a look showed a backup of its run: while that runs, it takes both lists to tell. */
  readonly sawItself: boolean;
  /** Lists that could not be read: a fault of theirs, or a machine too busy for scaled time limits. */
  readonly unread: number;
  /** Writes without an answer of the API. */
  readonly unanswered: number;
}

/** Put behind each remark that a delivery sends, so that every backup tells who started it. */
export const signatureOf = ({ run, number }: Pick<Parcel, 'run' | 'number'>): string =>
  `#${run}/${number}`;

/** One time for all timers; a run has its trigger's name, and a timer's event must be of the present. */
const TIMER_TIME = new Date().toISOString();

/** Hands one event to the function. Never rejects: a throw is told as the platform would tell it. */
export async function deliver(cloud: RedisCloud, parcel: Parcel): Promise<Delivered> {
  const context = { request_id: randomUUID(), time_limit_in_ms: parcel.limitMs };
  const notes: Notes = { sawItself: false, unread: 0, unanswered: 0 };
  const told = await new Promise<Told>((tell) => {
    const world = worldOf(cloud, parcel, notes, () => tell({ outcome: 'died' }));
    handle(eventOf(parcel), readInvocation(context, Date.now()), world)
      .then(toldOf, toldOf)
      .then(tell);
  });
  return { ...told, ...notes };
}

type Notes = { -readonly [Name in keyof Omit<Delivered, keyof Told>]: Delivered[Name] };

function eventOf({ run, via, instanceId }: Parcel): unknown {
  const request = { InstanceId: instanceId, Region: 'ap-guangzhou', Remark: 'nightly' };
  const key = via === 'http' ? { 'Idempotency-Key': run } : {};
  const headers = { 'Content-Type': 'application/json', ...key };
  switch (via) {
    case 'timer':
      return {
        Type: 'Timer',
        TriggerName: run,
        Time: TIMER_TIME,
        Message: JSON.stringify(request),
      };
    case 'direct':
      return { ...request, IdempotencyKey: run };
    default:
      return { httpMethod: 'POST', path: '/', headers, body: JSON.stringify(request) };
  }
}

function worldOf(cloud: RedisCloud, parcel: Parcel, notes: Notes, onDeath: () => void): Deps {
  return {
    config: loadConfig({ REDIS_API_ENDPOINT: cloud.url, WEBHOOK_AUTH: 'platform' }),
    version: 'test',
    clock: {
      now: Date.now,
      monotonic: () => performance.now(),
      sleep: (ms) => sleep(ms),
      random: Math.random,
    },
    memory: new RunMemory(),
    findings: {},
    timing: SCALED,
    sha256: (text) => createHash('sha256').update(text).digest('hex'),
    log: createLogger({ level: 'error', invocationId: '', write: () => undefined }),
    uniqueText: randomUUID,
    openApi: ({ REDIS_API_ENDPOINT: endpoint }, limiter) => {
      const { api, close } = openRedisClient({
        endpoint,
        credential: () => DEMO_KEY,
        limiter,
        findings: {},
      });
      const die = () => {
        close();
        onDeath();
      };
      return { api: watched(mortal(api, parcel, die), parcel, notes), close };
    },
  };
}

const NEVER = new Promise<never>(() => undefined);

/** The port of a process that dies in one of its calls: nobody hears of that one or of any later one. */
function mortal(api: RedisApi, { diesInCall }: Parcel, die: () => void): RedisApi {
  if (diesInCall === undefined) return api;
  let calls = 0;
  const call = <T>(work: () => Promise<T>): Promise<T> => {
    calls += 1;
    if (calls < diesInCall) return work();
    if (calls === diesInCall) {
      void work();
      setImmediate(die);
    }
    return NEVER;
  };
  return withoutFleet({
    listTasks: (...asked) => call(() => api.listTasks(...asked)),
    listBackups: (...asked) => call(() => api.listBackups(...asked)),
    startBackup: (...asked) => call(() => api.startBackup(...asked)),
  });
}

/** The port as it is, except for the signature in each remark, and a note of what the lists showed. */
function watched(api: RedisApi, parcel: Parcel, notes: Notes): RedisApi {
  const read = async <T extends { ok: boolean }>(reading: Promise<T>): Promise<T> => {
    const answer = await reading;
    notes.unread += answer.ok ? 0 : 1;
    return answer;
  };
  let isShown = false;
  return withoutFleet({
    listTasks: async (...asked) => {
      const answer = await read(api.listTasks(...asked));
      notes.sawItself ||= isShown && answer.ok;
      return answer;
    },
    listBackups: async (...asked) => {
      const answer = await read(api.listBackups(...asked));
      const shown = answer.ok ? answer.value.records : [];
      isShown ||= shown.some(({ Remark }) => Remark.includes(` #${parcel.run}/`));
      return answer;
    },
    startBackup: async (target, order, timeoutMs) => {
      parcel.onSend?.();
      const Remark = `${order.Remark} ${signatureOf(parcel)}`;
      const answer = await api.startBackup(target, { ...order, Remark }, timeoutMs);
      const isAnswered = answer.ok || !answer.failure.code.startsWith('ClientError.');
      notes.unanswered += isAnswered ? 0 : 1;
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
