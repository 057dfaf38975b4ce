// Memory: the function's limit against how many instances one run has in hand.
import { type Check, type Finding, timerRequests, warning } from './facts';

/** As docs/fleets.md has measured them, the largest of the runs with 1,000 and with 2,000 instances. */
const MB_AT_REST = 80;
const MB_PER_THOUSAND = 22;

export const MEASURED = `${MB_AT_REST} MB and ${MB_PER_THOUSAND} MB for each 1,000 instances, measured on the local cloud (docs/fleets.md)`;

const memoryOf = (instances: number): number =>
  MB_AT_REST + Math.ceil((instances * MB_PER_THOUSAND) / 1_000);

/** How many instances one run may have in hand. */
export const mostIn = (mb: number): number =>
  Math.max(0, Math.floor(((mb - MB_AT_REST) / MB_PER_THOUSAND) * 1_000));

export const checkMemory: Check = (facts) => {
  const { key, fn } = facts;
  return timerRequests(facts).flatMap(({ name, request }): readonly Finding[] => {
    if (!request.ok) return [];
    const count = Math.max(1, request.value.InstanceIds.length);
    const needed = memoryOf(count);
    if (fn.memorySize >= needed) return [];
    const asks = `timer ${name} asks for ${count === 1 ? 'an instance' : `${count} instances`} or more`;
    return [
      warning(
        `functions.${key}.memorySize`,
        `is too small: ${asks}, which takes about ${needed} MB (${MEASURED}); set ${128 * Math.ceil(needed / 128)}`,
      ),
    ];
  });
};
