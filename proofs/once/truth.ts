// What the function said, held against what the cloud knows.
import type { BackupRow } from '../../emulator/redis/server';
import { type Parcel, signatureOf, type Told } from './in-process';

/** The part of a delivery that a judgement rests on. */
export type Sender = Pick<Parcel, 'run' | 'number' | 'via'>;

/** The part of a backup that it rests on. */
export type Made = Pick<BackupRow, 'remark' | 'taskId' | 'backupId' | 'state'>;

/** The backups that one delivery started, failed ones included. */
export const startedBy = <Row extends Made>(sender: Sender, backups: readonly Row[]): Row[] =>
  backups.filter(({ remark }) => remark.endsWith(` ${signatureOf(sender)}`));

/** The backups of a run, whichever of its deliveries started them. */
export const ofRun = <Row extends Made>(run: string, backups: readonly Row[]): Row[] =>
  backups.filter(({ remark }) => remark.includes(` #${run}/`));

/** Whether an answer names this backup. */
export const isTold = ({ TaskId, BackupId }: Told, { taskId, backupId }: Made): boolean =>
  (TaskId ?? BackupId) !== undefined &&
  (TaskId === undefined || TaskId === taskId) &&
  (BackupId === undefined || BackupId === backupId);

/**
 * What is untrue about an answer. Empty: nothing.
 *
 * @param excused whether neither the reply nor the lists could tell, so that `unknown` is the truth
 */
export function liesIn(
  told: Told,
  sender: Sender,
  backups: readonly Made[],
  excused: boolean,
): string[] {
  const own = startedBy(sender, backups).length;
  const named = ofRun(sender.run, backups).some((backup) => isTold(told, backup));
  const wrong = (isWrong: boolean, text: string) =>
    isWrong ? [`${signatureOf(sender)} ${told.outcome}: ${text}`] : [];
  switch (told.outcome) {
    case 'accepted':
      return wrong(!named, 'there is no such backup of this run');
    case 'adopted':
      return [
        ...wrong(!named, 'there is no such backup of this run'),
        ...wrong(own > 0, 'this delivery started one itself'),
      ];
    case 'refused':
    case 'deferred':
      return wrong(own > 0, 'this delivery started one');
    case 'unknown':
      return wrong(!excused, 'the lists could tell');
    case 'died':
      return [];
    default:
      return wrong(true, 'not an outcome');
  }
}

/**
 * Backups too many: more than one of a run, not counting those that failed (they may be made again); without a run key,
 * where each delivery is a run of its own, more than one of a delivery.
 */
export function duplicatesIn(senders: readonly Sender[], backups: readonly Made[]): string[] {
  const kept = backups.filter(({ state }) => state !== 'failed');
  const keyed = senders.filter(({ via }) => via !== 'http without a key');
  const counts = [
    ...[...new Set(keyed.map(({ run }) => run))].map((run) => [run, ofRun(run, kept).length]),
    ...senders.map((sender) => [signatureOf(sender), startedBy(sender, kept).length]),
  ] as const;
  return counts.flatMap(([who, count]) => (Number(count) > 1 ? [`${who}: ${count} backups`] : []));
}
