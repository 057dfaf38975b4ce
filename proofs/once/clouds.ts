// The local clouds of the fault matrix: one for each way in which a started backup gets into the list.
import {
  type Behaviour,
  type RedisCloud,
  type RedisCloudOptions,
  startRedisCloud,
} from '../../emulator/redis/server';
import { scale } from './scaled';

/** When a backup is listed, in unscaled words; its task is listed at once, or two seconds late in every third cloud. */
export const VISIBLE = ['at once', 'after 2 s', 'at end', 'never'] as const;
export type Visible = (typeof VISIBLE)[number];

const LISTED: Record<Visible, Behaviour['backupVisible']> = {
  'at once': 'at once',
  'after 2 s': scale(2_000),
  'at end': 'at end',
  never: 'never',
};

/** What the documentation leaves open; the cells take them in turn. */
const SURROUNDINGS: readonly RedisCloudOptions[] = [
  {},
  { timeZoneOffsetMinutes: -720, statusFilter: 'newest', taskIdAs: 'string' },
  { timeZoneOffsetMinutes: 840, taskVisibleMs: scale(2_000) },
];

/**
 * Opens them all. The cells share them, each with an instance of its own.
 *
 * @param taskMs how long a backup takes, scaled
 */
export async function openClouds(taskMs: number) {
  // Automatic backups are listed at once, whatever the cloud says of manual ones.
  const dialect = { 'automatic-lag': 'listed at once' } as const;
  const common = { ratePerSecond: false, instances: [], taskMs, dialect } as const;
  const open = async (visible: Visible) => {
    const clouds = SURROUNDINGS.map((surroundings) =>
      startRedisCloud({ ...common, ...surroundings, backupVisible: LISTED[visible] }),
    );
    return [visible, await Promise.all(clouds)] as const;
  };
  const clouds = new Map(await Promise.all(VISIBLE.map(open)));
  const all = [...clouds.values()].flat();
  return {
    all,
    of(visible: Visible, index: number): RedisCloud {
      const cloud = clouds.get(visible)?.[index % SURROUNDINGS.length];
      if (cloud === undefined) throw new Error(`no cloud for ${visible}`);
      return cloud;
    },
    close: async () => {
      await Promise.all(all.map((cloud) => cloud.close()));
    },
  };
}

export type Clouds = Awaited<ReturnType<typeof openClouds>>;
