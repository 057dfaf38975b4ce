// What the requests of one invocation share, be it one request or the ten thousand of a batch.
import { createSchedule, type Schedule } from './at-once';
import { openPace, type Pace } from './pace';
import { openRoom, type Room } from './room';

export interface Shared {
  readonly pace: Pace;
  /** For those that look ahead of their turn to write. */
  readonly room: Room;
  /** One run at a time an instance: two that ran together would find it locked by one another. */
  readonly schedule: Schedule;
}

/** Runs under way at once, writes without an answer included: the most sockets that are open. */
const AT_ONCE = 60;

/** The pace and the room of one invocation. */
export function openShared({ clock, writesPerSecond }: Parameters<typeof openPace>[0]): Shared {
  const pace = openPace({ clock, writesPerSecond });
  const room = openRoom(() => pace.perSecond('ManualBackupInstance'));
  return { pace, room, schedule: createSchedule(AT_ONCE) };
}
