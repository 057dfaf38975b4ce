// Selects the one trigger that claims an event. None or several is an error, because a guess could start a backup.
import type { Logger } from '../logger';
import { ckafka } from './ckafka';
import { clb } from './clb';
import { cls } from './cls';
import { cmq } from './cmq';
import { cos } from './cos';
import { deadLetter } from './dead-letter';
import { direct } from './direct';
import { eventbridge } from './eventbridge';
import { http } from './http';
import { mps } from './mps';
import { timer } from './timer';
import type { Trigger } from './trigger';
import { describeUnclaimed } from './unclaimed';

export const TRIGGERS: readonly Trigger[] = [
  timer,
  http,
  clb,
  eventbridge,
  cmq,
  ckafka,
  cos,
  cls,
  mps,
  deadLetter((event) => takeSingle(findClaimants(event, TRIGGERS))),
  direct,
];

/** No trigger, or more than one, claims the event. The message names its top-level keys, never its values. */
export class UnclaimedEventError extends Error {
  override readonly name = 'UnclaimedEventError';
}

const findClaimants = (event: unknown, triggers: readonly Trigger[]): readonly Trigger[] =>
  triggers.filter((candidate) => candidate.claims(event));

const takeSingle = ([trigger, ...others]: readonly Trigger[]): Trigger | undefined =>
  others.length === 0 ? trigger : undefined;

/**
 * @param log has a line of what is not claimed; the platform shows a throw to whoever sent the event, and to nobody else
 * @throws UnclaimedEventError when no trigger, or more than one, claims the event
 */
export function selectTrigger(
  event: unknown,
  log: Pick<Logger, 'error'>,
  triggers: readonly Trigger[] = TRIGGERS,
): Trigger {
  const claimants = findClaimants(event, triggers);
  const trigger = takeSingle(claimants);
  if (trigger !== undefined) return trigger;
  const message = describeUnclaimed(
    event,
    claimants.map(({ name }) => name),
  );
  log.error('event', { code: 'UnclaimedEvent', message });
  throw new UnclaimedEventError(message);
}
