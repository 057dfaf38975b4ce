// Time: the function's limit against what its timers ask of it.
import { TIMING } from '../../../src/backup/state';
import { type Check, type Finding, note, problem, timerRequests, warning } from './facts';
import { MEASURED, mostIn } from './memory';

const { replyReserveMs, readMs, sendMs, maxSendMs, maxCallerWaitMs, maxReadMs } = TIMING;

/** Backups are started at the rate limit, over all regions; behind the last one its own call still has to end. */
const LEAST_AFTER_LAST_S = (sendMs + readMs + replyReserveMs) / 1000;
/** The last one's slowest call, the wait for its backup to show, one slow reading, the reply. */
const AMPLE_AFTER_LAST_S = (maxSendMs + maxCallerWaitMs + maxReadMs + replyReserveMs) / 1000;

export const checkTime: Check = (facts) => {
  const { key, fn, config } = facts;
  if (!config.ok) return [];
  const rate = config.value.RATE_LIMIT_PER_SECOND;
  return timerRequests(facts).flatMap(({ name, request }): readonly Finding[] => {
    // A coverage request starts nothing.
    if (!request.ok || 'query' in request.value) return [];
    const where = `functions.${key}.timeout`;
    const { Selector, InstanceIds } = request.value;
    if (Selector !== undefined && fn.timeout >= LEAST_AFTER_LAST_S) {
      const most = Math.floor(rate * (fn.timeout - LEAST_AFTER_LAST_S));
      return [
        note(
          where,
          `timer ${name} backs up whatever its selector finds: up to about ${most} instances fit into one run of ${fn.timeout} s at ${rate} a second (RATE_LIMIT_PER_SECOND), and about ${mostIn(fn.memorySize)} into ${fn.memorySize} MB (memorySize: ${MEASURED})`,
        ),
      ];
    }
    const count = Math.max(1, InstanceIds.length);
    const asks = `timer ${name} asks for ${count} ${count === 1 ? 'backup' : 'backups'} at ${rate} a second (RATE_LIMIT_PER_SECOND)`;
    const least = Math.ceil(count / rate + LEAST_AFTER_LAST_S);
    const ample = Math.ceil(count / rate + AMPLE_AFTER_LAST_S);
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
