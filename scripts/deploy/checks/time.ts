// Time: the function's limit against what its timers ask of it.
import { TIMING } from '../../../src/backup/timing';
import { type Check, type Finding, problem, timerRequests, warning } from './facts';

const { replyMs, readMs, sendMs, maxSendMs, settleMs, maxReadMs } = TIMING;

/** Backups are started at the rate limit, region by region; behind the last one its own call still has to end. */
const LEAST_AFTER_LAST_S = (sendMs + readMs + replyMs) / 1000;
/** The last one's slowest call, the time its absence takes to prove, one slow reading, the reply. */
const AMPLE_AFTER_LAST_S = (maxSendMs + settleMs + maxReadMs + replyMs) / 1000;

export const checkTime: Check = (facts) => {
  const { key, fn, config } = facts;
  if (!config.ok) return [];
  const rate = config.value.RATE_LIMIT_PER_SECOND;
  return timerRequests(facts).flatMap(({ name, request }): readonly Finding[] => {
    if (!request.ok) return [];
    const count = request.value.InstanceIds.length;
    const asks = `timer ${name} asks for ${count} ${count === 1 ? 'backup' : 'backups'} at ${rate} a second (RATE_LIMIT_PER_SECOND)`;
    const least = Math.ceil(count / rate + LEAST_AFTER_LAST_S);
    const ample = Math.ceil(count / rate + AMPLE_AFTER_LAST_S);
    const where = `functions.${key}.timeout`;
    if (fn.timeout < least)
      return [
        problem(
          where,
          `is too short: ${asks}, which takes ${least} s at the least; set ${ample}, or split the request over several timers`,
        ),
      ];
    if (fn.timeout >= ample) return [];
    return [
      warning(
        where,
        `leaves too little to find out whether a slow call took (Outcome unknown): ${asks}; ${ample} s would do`,
      ),
    ];
  });
};
