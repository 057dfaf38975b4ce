// The fault matrix of the lists: what goes wrong with a reading × which list × before or after the write × how often.
import { TROUBLES, troubleStep } from './cells';
import type { Clouds } from './clouds';
import { type Delivered, deliver, type Parcel } from './in-process';
import { scale } from './scaled';
import { duplicatesIn, liesIn, startedBy } from './truth';

export const LISTS = ['DescribeInstanceBackups', 'DescribeTaskList'] as const;

export interface ReadingCell {
  readonly trouble: string;
  readonly list: (typeof LISTS)[number];
  /** `after the write`: the write is executed and its connection hangs up. */
  readonly when: 'before the write' | 'after the write';
  readonly forEver: boolean;
}

export interface ReadingResult extends ReadingCell {
  readonly told: Delivered;
  readonly backups: number;
  readonly wrong: readonly string[];
}

export const READING_CELLS: readonly ReadingCell[] = TROUBLES.flatMap((trouble) =>
  LISTS.flatMap((list) =>
    (['before the write', 'after the write'] as const).flatMap((when) =>
      [false, true].map((forEver) => ({ trouble, list, when, forEver })),
    ),
  ),
);

/** Time for a look that comes after a backup of 21 s: pauses between looks double. */
const LIMIT_MS = scale(60_000);

/** Plays one cell on an instance of its own. */
export async function playReading(
  clouds: Clouds,
  cell: ReadingCell,
  index: number,
): Promise<ReadingResult> {
  const cloud = clouds.of('at once', index);
  const instanceId = `crs-read${index}`;
  cloud.setInstance({ instanceId });
  const times = cell.forEver ? Number.POSITIVE_INFINITY : 1;
  const spoilList = () =>
    cloud.script(troubleStep(cell.trouble, { instanceId, action: cell.list, times }));
  const afterwards = cell.when === 'after the write';
  if (afterwards) cloud.script({ instanceId, fault: 'hang-up', execute: true });
  else spoilList();
  const parcel: Parcel = {
    run: `reading-${index}`,
    number: 1,
    via: 'direct',
    instanceId,
    limitMs: LIMIT_MS,
    ...(afterwards ? { onSend: spoilList } : {}),
  };
  const told = await deliver(cloud, parcel);
  const made = cloud.backups(instanceId);
  return {
    ...cell,
    told,
    // Not those that a page shift inserts.
    backups: startedBy(parcel, made).length,
    wrong: [...duplicatesIn([parcel], made), ...liesIn(told, parcel, made, !told.sawItself)],
  };
}
