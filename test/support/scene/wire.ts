// The way of a call to the API and back, as a scene wants it: late, lost, repeated, or with the process standing still.
import type { Model } from '../../../emulator/redis/model/model';
import { answersAfterMs } from '../../../emulator/redis/model/state';
import type { Outcome } from '../../../emulator/redis/model/writes';
import { type Answer, failed } from '../../../src/result';
import type { Call, callApi, Response } from '../../../src/tencent/call';
import { toFailure } from '../../../src/tencent/errors';
import type { Process, Standstill, Timeline } from './timeline';

/** What one call meets. Left out: nothing. */
export interface Trouble {
  /** From the sending to the answer; the call is carried out half of the usual time after its sending all the same. */
  readonly answerTakesMs?: number;
  /** Until its connection is up. */
  readonly connectionTakesMs?: number;
  /** `answer`: carried out, and nobody hears of it. `call`: it never arrives. */
  readonly lost?: 'answer' | 'call';
  /** Whether the caller of what is lost sees a hang-up at once, or waits for nothing until its time limit. Default: waits. */
  readonly hangsUp?: boolean;
  /** With `lost`: carried out so long after its connection has ended. */
  readonly lateMs?: number;
  /** The gateway repeats the call, and answers with what the second one got. */
  readonly repeated?: boolean;
  /** Answered with this error code; carried out all the same only if `executed` says so. */
  readonly code?: string;
  readonly executed?: boolean;
  /** The process stands still as the answer arrives. */
  readonly stands?: Standstill;
  /** The process stands still as the connection is up, before a byte of the request leaves it. */
  readonly standsBefore?: Standstill;
  /** The process dies as its request has left, or as the answer arrives. */
  readonly dies?: 'sent' | 'answered';
}

/** A call as the wire saw it. */
export interface WireCall {
  /** Milliseconds after the start of the scene. */
  readonly at: number;
  readonly action: string;
  readonly region: string;
  readonly params: Response;
  /** Whether a byte of it has left: its connection was up in time. */
  hasLeft: boolean;
  /** Undefined: nobody was given an answer. */
  answer?: Outcome['reply'];
}

export interface WireOptions {
  readonly model: Model;
  readonly timeline: Timeline;
  readonly process: Process;
  readonly latencyMs: number;
  /** Told of every call as it leaves; says what it meets. */
  onCall(call: WireCall): Trouble;
}

const WRITE = 'ManualBackupInstance';

const lostFailure = (wasUp: boolean) =>
  failed(toFailure(new Error('the connection has ended'), wasUp));

function toAnswer({ reply }: Outcome): Answer<Response> {
  if (reply.ok) return { ok: true, value: { ...reply.fields, RequestId: 'simulated' } };
  const { code, message } = reply.error;
  return failed(toFailure(Object.assign(new Error(message), { code, traceId: '' }), true));
}

const errorOutcome = (code: string): Outcome => ({
  reply: { ok: false, error: Object.assign(new Error(`told ${code}`), { code }) },
  executed: false,
  afterMs: 0,
});

/** What a write may ask of its connection. */
interface ConnectLimits {
  readonly connectMs?: number;
  mayLeave?(): boolean;
}

/** Calls over a wire that is made by hand; in the place of the one over the SDK. */
export function openWire({ model, timeline, process, latencyMs, onCall }: WireOptions) {
  const run = ({ action, params, region }: Call, isLost = false) =>
    model.call(action, params, region, { isLost });

  async function carryOutLate(call: Call, lateMs: number): Promise<void> {
    await timeline.until(timeline.now + lateMs);
    run(call);
  }

  /** Whether the connection is up in time, and the request still wanted. */
  async function connect(
    call: Call & ConnectLimits,
    { connectionTakesMs = 0, standsBefore }: Trouble,
  ) {
    const { timeoutMs, connectMs = timeoutMs, mayLeave = () => true } = call;
    if (connectionTakesMs > 0)
      await process.until(timeline.now + Math.min(connectionTakesMs, connectMs));
    if (connectionTakesMs > connectMs) return false;
    if (standsBefore !== undefined) {
      process.standStill(standsBefore);
      await process.until(timeline.now);
    }
    return mayLeave();
  }

  function carryOut(call: Call, trouble: Trouble, isGivenUp: boolean): Outcome | undefined {
    const { lost, lateMs, code, executed = false, repeated = false } = trouble;
    if (lost === 'call' || lateMs !== undefined) return undefined;
    if (code !== undefined) {
      if (executed) run(call);
      return errorOutcome(code);
    }
    const outcome = run(call, lost === 'answer' || isGivenUp);
    return repeated ? run(call) : outcome;
  }

  const call: typeof callApi = async (_access, _connection, asked) => {
    const { action, region, params, timeoutMs } = asked;
    const at = timeline.now - timeline.startedAt;
    const seen: WireCall = { at, action, region, params, hasLeft: false };
    const trouble = onCall(seen);
    const endsAt = timeline.now + timeoutMs;
    if (!(await connect(asked, trouble))) return lostFailure(false);
    seen.hasLeft = true;
    const sentAt = timeline.now;
    if (trouble.dies === 'sent') process.kill();
    await timeline.until(Math.min(sentAt + latencyMs / 2, endsAt));
    const waitsMs = action === WRITE ? answersAfterMs(model.dialect) : 0;
    const takesMs = trouble.answerTakesMs ?? latencyMs + waitsMs;
    const isGivenUp = sentAt + takesMs > endsAt;
    const outcome = carryOut(asked, trouble, isGivenUp);
    const isSilent = outcome === undefined || trouble.lost === 'answer';
    const stalls = isSilent && trouble.hangsUp !== true;
    await timeline.until(stalls || isGivenUp ? endsAt : sentAt + takesMs);
    if (trouble.lateMs !== undefined) void carryOutLate(asked, trouble.lateMs);
    if (trouble.dies === 'answered') process.kill();
    if (trouble.stands !== undefined) process.standStill(trouble.stands);
    await process.until(timeline.now);
    if (isSilent || isGivenUp) return lostFailure(true);
    seen.answer = outcome.reply;
    return toAnswer(outcome);
  };
  return { call, now: process.clock.monotonic };
}
