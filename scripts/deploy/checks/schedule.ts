// When the timers fire next: for a person to see that it is the time that was meant.
import { nextFires } from '../../../emulator/scf/cron';
import { type Check, note, problem } from './facts';

const SHOWN = 3;
const ZONE_MS = 8 * 3_600_000;

export const checkSchedule: Check = ({ key, fn, now }) =>
  fn.events.flatMap(({ timer }, index) => {
    if (timer === undefined) return [];
    const where = `functions.${key}.events.${index}.timer.cron`;
    if (!timer.enabled) return [note(where, `timer ${timer.name} is switched off`)];
    const times = nextFires(timer.cron, now, SHOWN);
    if (times.length === 0) return [problem(where, 'never fires: its last time is past')];
    return [note(where, `timer ${timer.name} fires next at ${times.map(onTheWall).join(', ')}`)];
  });

/** SCF documents no zone; in practice it is UTC+8 in every region, whatever the function's own clock says. */
export function onTheWall(time: Date): string {
  const there = new Date(time.getTime() + ZONE_MS).toISOString();
  return `${there.slice(0, 19).replace('T', ' ')} UTC+8`;
}

export const ZONE_NOTE = 'the zone is assumed: SCF documents none, and in practice it is UTC+8';
