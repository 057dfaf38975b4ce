// A whole calibration: what reading shows, and, if asked for, what one watched backup does.

import { SWITCH_NAMES } from '../../emulator/redis/dialect';
import { BACKUPS, type Subject, WRITE } from './api';
import { type Finding, verdictOf } from './finding';
import { judgeWatch, toFacts } from './judge';
import { readReadings, tryReading } from './readings';
import { madeNothing, remedyFor } from './refusal';
import { type OnSight, type Watch, watchBackup } from './watch';

export interface Calibration {
  readonly findings: readonly Finding[];
  /** How long the backup ran and how late it was listed, milliseconds; undefined where it was not seen. */
  readonly margin: Margin | undefined;
  /** Why no backup was watched, with the remedy. */
  readonly problem?: string;
}

export interface Margin {
  readonly lengthMs: number;
  readonly lagMs: number;
}

const ALL = [1, 2, 3, 4, -1, -2];
const SHORT = [1, 2];

/** The longest status list that is not refused. */
const statusesFor = (readings: readonly Finding[]): readonly number[] => {
  const filter = readings.find(({ name }) => name === 'status-filter');
  return filter?.fits.some((value) => value.startsWith('1 and 2 only')) === true ? SHORT : ALL;
};

/** What is measured twice is told as the watched backup showed it. */
const merge = (readings: readonly Finding[], watched: readonly Finding[]): readonly Finding[] => [
  ...readings.filter(({ name }) => !watched.some((one) => one.name === name)),
  ...watched,
];

const inOrder = (findings: readonly Finding[]): readonly Finding[] =>
  SWITCH_NAMES.flatMap((name) => findings.filter((one) => one.name === name));

/** @throws {Error} with the remedy, where nothing can be read */
export async function calibrate(
  subject: Subject,
  makesBackup: boolean,
  onSight: OnSight,
): Promise<Calibration> {
  const first = await tryReading(subject);
  if (!first.ok) throw new Error(remedyFor(BACKUPS, first, subject));
  const readings = await readReadings(subject);
  if (!makesBackup) return { findings: inOrder(readings), margin: undefined };
  const watch = await watchBackup(subject, statusesFor(readings), onSight);
  const facts = toFacts(watch, subject.region);
  const { endedAt, backupAt, taskAt } = facts;
  const seenAt = Math.min(...[backupAt, taskAt].flatMap((at) => at ?? []));
  const margin =
    endedAt === undefined || !Number.isFinite(seenAt)
      ? undefined
      : { lengthMs: endedAt, lagMs: Math.max(0, seenAt - watch.answeredMs) };
  const findings = inOrder(merge(readings, judgeWatch(facts, readings)));
  const problem = problemOf(watch, subject);
  return { findings, margin, ...(problem === undefined ? {} : { problem }) };
}

function problemOf({ answer, sights }: Watch, subject: Subject): string | undefined {
  if (answer.ok) return undefined;
  if (madeNothing(answer)) return `no backup was made: ${remedyFor(WRITE, answer, subject)}`;
  return sights.some(({ task, backup }) => (task ?? backup) !== undefined)
    ? undefined
    : `no backup was seen: ${remedyFor(WRITE, answer, subject)}`;
}

const seconds = (ms: number): string => `${(ms / 1_000).toFixed(0)} s`;

/** Lines for a person: each switch, what was seen, and what follows. */
export function reportLines({ findings, margin, problem }: Calibration): string[] {
  const width = Math.max(...findings.map(({ name }) => name.length));
  const rows = findings.map((finding) => {
    const { name, fits, detail } = finding;
    const verdict = verdictOf(finding);
    const value = verdict === 'measured' ? `${fits[0]} (${detail})` : detail;
    return `${name.padEnd(width)}  ${verdict.padEnd('contradicts us'.length)}  ${value}`;
  });
  const unasked = SWITCH_NAMES.length - findings.length;
  return [
    ...rows,
    ...(unasked > 0 ? [`${unasked} more are not asked: docs/calibration.md says how`] : []),
    '',
    ...(problem === undefined ? [] : [problem]),
    ...marginLines(margin),
    ...adviceLines(findings),
  ];
}

function marginLines(margin: Margin | undefined): string[] {
  if (margin === undefined) return [];
  const { lengthMs, lagMs } = margin;
  const line = `The backup ran for ${seconds(lengthMs)}, and a list showed it ${seconds(lagMs)} after its answer: margin ${seconds(lengthMs - lagMs)}.`;
  return lengthMs > lagMs
    ? [line]
    : [
        line,
        'The lists lag longer than a backup runs: set LEASE_BUCKET, or a redelivery may make a second one.',
      ];
}

const ADVICE: readonly (readonly [value: string, text: string])[] = [
  [
    'no lock',
    'Without a lock, two deliveries at once may make two backups: keep one concurrent instance, or set LEASE_BUCKET.',
  ],
  ['never', 'No list shows a remark, so a redelivery cannot find its backup: set LEASE_BUCKET.'],
  [
    'InternalError though executed',
    'An error may stand for a backup: never repeat a failed request by hand without a look at the list.',
  ],
  ['24 a day an instance', 'At most 24 backups a day: no timer more often than hourly.'],
];

const adviceLines = (findings: readonly Finding[]): string[] =>
  ADVICE.filter(([value]) =>
    findings.some((one) => verdictOf(one) !== 'contradicts us' && one.fits[0] === value),
  ).map(([, text]) => text);
