// Where a region's clocks stand: a cron's zone is documented in two ways, and a person has to see both.

/** What is not in the list runs on UTC+8, as most regions do. */
const ZONES: Readonly<Record<string, string>> = {
  'ap-tokyo': 'Asia/Tokyo',
  'ap-osaka': 'Asia/Tokyo',
  'ap-seoul': 'Asia/Seoul',
  'ap-bangkok': 'Asia/Bangkok',
  'ap-jakarta': 'Asia/Jakarta',
  'ap-mumbai': 'Asia/Kolkata',
  'eu-frankfurt': 'Europe/Berlin',
  'eu-moscow': 'Europe/Moscow',
  'me-saudi-arabia': 'Asia/Riyadh',
  'na-ashburn': 'America/New_York',
  'na-siliconvalley': 'America/Los_Angeles',
  'na-toronto': 'America/Toronto',
  'sa-saopaulo': 'America/Sao_Paulo',
};

const ON_UTC_8 =
  'ap-guangzhou ap-shanghai ap-nanjing ap-beijing ap-chengdu ap-chongqing ap-hongkong ap-taipei ap-singapore';

/** Those that are known here; Tencent may have others. */
export const REGIONS: readonly string[] = [...ON_UTC_8.split(' '), ...Object.keys(ZONES)];

/** UTC+8 under a name of its own. */
export const CHINA = 'Asia/Shanghai';

export const zoneOf = (region: string): string => ZONES[region] ?? CHINA;

/** `2026-11-24 23:30`. */
export function onTheWall(time: Date, zone = CHINA): string {
  const format = new Intl.DateTimeFormat('sv-SE', {
    timeZone: zone,
    dateStyle: 'short',
    timeStyle: 'short',
  });
  return format.format(time);
}

/** Tencent's own daily backups are made then, unless the instance says otherwise. */
const [QUIET_FROM, QUIET_TO] = ['02:00', '08:00'];

export function isInBackupWindow(time: Date, zone = CHINA): boolean {
  const clock = onTheWall(time, zone).slice(-5);
  return clock >= QUIET_FROM && clock < QUIET_TO;
}
