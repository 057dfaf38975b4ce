// What is said of a timer event whose time is not the present. Few events have one, so it is loaded with the first.
import type { Payload } from '../delivery';

const AHEAD =
  'the run of a time to come cannot be made now. If a timer has sent this, Time is not in UTC, or the clock here is slow';

const OLD =
  'no re-run comes that late. If a timer has sent this, Time is when the timer was made, and each run would pass for the first: use an EventBridge schedule with the same request instead. To send it by hand, set Time to the present';

/** Hours and minutes, for people. */
const toDuration = (ms: number): string => {
  const minutes = Math.round(ms / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
};

/** The payload of a timer event that is too old or, with an age below 0, too far ahead. */
export function refuseTime(ageMs: number): Payload {
  const [code, said] =
    ageMs < 0
      ? (['TimerTimeIsAhead', `is ${toDuration(-ageMs)} ahead: ${AHEAD}`] as const)
      : (['TimerTimeIsOld', `is ${toDuration(ageMs)} old: ${OLD}`] as const);
  return { from: 'unreadable', code, issue: { path: 'Time', message: said } };
}
