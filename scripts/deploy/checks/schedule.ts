// When the timers fire next: for a person to see that it is the time that was meant.
import { nextFires } from '../../../emulator/scf/cron';
import { CHINA, isInBackupWindow, onTheWall, zoneOf } from '../zone';
import { type Check, type Finding, note, problem, warning } from './facts';

const SHOWN = 3;
/** A week: a cron may name some weekdays only. */
const LOOKED_AT = 7;

export const checkSchedule: Check = ({ key, fn, service, now }) =>
  fn.events.flatMap(({ timer }, index) => {
    if (timer === undefined) return [];
    const where = `functions.${key}.events.${index}.timer.cron`;
    if (!timer.enabled) return [note(where, `timer ${timer.name} is switched off`)];
    const zone = zoneOf(service.provider.region);
    return timerFindings(where, timer.name, timer.cron, zone, now);
  });

function timerFindings(
  where: string,
  name: string,
  cron: string,
  zone: string,
  now: Date,
): Finding[] {
  const times = nextFires(cron, now, LOOKED_AT);
  if (times.length === 0) return [problem(where, 'never fires: its last time is past')];
  const inWindow = times.find((time) => isInBackupWindow(time) || isInBackupWindow(time, zone));
  return [
    note(where, `timer ${name} fires next at ${timesText(times, CHINA)} UTC+8`),
    ...(zone === CHINA ? [] : [note(where, otherReading(cron, zone, now))]),
    ...(inWindow === undefined
      ? []
      : [
          warning(
            where,
            `timer ${name} fires at ${onTheWall(inWindow, isInBackupWindow(inWindow) ? CHINA : zone).slice(-5)}, between 02:00 and 08:00, when Tencent makes its own daily backups: it will meet busy instances`,
          ),
        ]),
  ];
}

const timesText = (times: readonly Date[], zone: string): string =>
  times
    .slice(0, SHOWN)
    .map((time) => onTheWall(time, zone))
    .join(', ');

function otherReading(cron: string, zone: string, now: Date): string {
  const times = nextFires(cron, now, SHOWN, zone);
  return `  or, read in the region's own zone (${zone}), at ${timesText(times, CHINA)} UTC+8`;
}

export const ZONE_NOTE =
  'the zone of a cron is documented in two ways, UTC+8 or the region’s own: look at the first run’s log';
