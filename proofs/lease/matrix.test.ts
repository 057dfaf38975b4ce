// The dialect matrix with leases: under each reading alone, and beside each that hides what was made or lets a second write in,
// no run has a second backup outside a take-over, except for a write that the API itself executes twice.
import { PAIRS, READINGS, type Reading, toCells, toDialect } from '../once/dialect-matrix';
import { playScene, type SceneName } from '../once/dialect-scenes';
import { findSuccessors, isTakeOver, readLeases } from './leases';

const BLINDING: readonly string[] = [
  'lock: no lock',
  'task-listed: never shows manual tasks',
  'remark-visible: never',
  'backup-listed: 60 s after the end',
  'late-write: executed 1 to 60 s after the connection broke',
  'late-write: executed twice when the connection broke',
  'late-write: InternalError though executed',
  'late-write: RequestLimitExceeded though executed',
];
/** The scenes with a second delivery, or with a write in trouble. */
const SECOND: readonly SceneName[] = [
  'redelivered at once',
  'redelivered after a minute',
  'redelivered after six hours',
  'a lost answer',
  'a lost write',
  'two deliveries at once',
];

const toText = ({ name, value }: Reading): string => `${name}: ${value}`;
const isBlinding = (reading: Reading): boolean => BLINDING.includes(toText(reading));

const ALONE = toCells([[], ...READINGS.map((reading) => [reading])]);
const BESIDE = toCells(PAIRS.filter((pair) => pair.some(isBlinding))).filter(({ scene }) =>
  SECOND.includes(scene),
);

const isExecutedTwice = (readings: readonly Reading[]): boolean =>
  readings.some((reading) => toText(reading).startsWith('late-write: executed twice'));

test(`${ALONE.length + BESIDE.length} runs`, async () => {
  const duplicates: string[] = [];
  const counts = { executedTwice: 0, afterTakeOver: 0 };
  for (const { readings, scene } of [...ALONE, ...BESIDE]) {
    const played = await playScene(scene, toDialect(readings), { leases: true });
    if (played.duplicates.length === 0) continue;
    if (isExecutedTwice(readings)) counts.executedTwice += 1;
    else if (findSuccessors(readLeases(played.leases)).some(isTakeOver)) counts.afterTakeOver += 1;
    else duplicates.push(`${readings.map(toText).join(' + ')} | ${scene}`);
  }
  console.info(JSON.stringify(counts));
  expect(duplicates).toEqual([]);
}, 1_800_000);
