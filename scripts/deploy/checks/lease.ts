// Strict mode: whether a re-run of a timer's event can take a lease over in time, or the run of a process that dies is lost.
import { TAKE_OVER_MS } from '../../../src/backup/lease';
import { type Check, problem } from './facts';

/** SCF runs a failed event again after a minute. */
const RETRY_AFTER_S = 60;
/** How long the run of a timer waits for another delivery of it (src/delivery.ts). */
const MAX_WAIT_S = 600;
/** A last look, the lease, the write and the reply. */
const LAST_S = 5;
const MAX_ATTEMPTS = 2;

/** From a crash right after the lease until the last moment of the last re-run, each of which waits as long as it may. */
const reachS = (attempts: number, timeout: number): number =>
  attempts * (RETRY_AFTER_S + Math.min(timeout, MAX_WAIT_S));

export const checkLease: Check = ({ key, fn, config }) => {
  if (!config.ok || config.value.LEASE_BUCKET === undefined) return [];
  if (!fn.events.some(({ timer }) => timer !== undefined)) return [];
  const neededS = TAKE_OVER_MS / 1000 + LAST_S;
  const attempts = fn.asyncRetry?.attempts ?? MAX_ATTEMPTS;
  if (reachS(attempts, fn.timeout) >= neededS) return [];
  const timeout = Math.ceil(neededS / MAX_ATTEMPTS - RETRY_AFTER_S);
  return [
    problem(
      `functions.${key}`,
      `cannot take a lease over (LEASE_BUCKET): that is possible ${TAKE_OVER_MS / 1000} s after it was taken, and the last of ${attempts} re-runs with a timeout of ${fn.timeout} s ends after ${reachS(attempts, fn.timeout)} s, so a run whose process dies would be lost; set timeout: ${timeout} or more and asyncRetry.attempts: ${MAX_ATTEMPTS}`,
    ),
  ];
};
