// Each reading of the API alone, and every pair of readings: which of them break a promise in which scene.
import {
  type Dialect,
  SWITCH_NAMES,
  SWITCHES,
  type SwitchName,
} from '../../emulator/redis/dialect';
import { playScene, SCENE_NAMES, type SceneName } from './dialect-scenes';
import type { Verdict } from './judge';

/** One value of one switch that is not its default. */
export interface Reading {
  readonly name: SwitchName;
  readonly value: string;
}

/** Those of the Redis API; a lease has proofs of its own. */
const OF_REDIS = SWITCH_NAMES.filter((name) => !name.startsWith('lease-'));

export const READINGS: readonly Reading[] = OF_REDIS.flatMap((name) =>
  SWITCHES[name].values
    .filter((value) => value !== SWITCHES[name].default)
    .map((value) => ({ name, value })),
);

export const PAIRS: readonly (readonly [Reading, Reading])[] = READINGS.flatMap((first, index) =>
  READINGS.slice(index + 1)
    .filter(({ name }) => name !== first.name)
    .map((second) => [first, second] as const),
);

export const toDialect = (readings: readonly Reading[]): Partial<Dialect> =>
  Object.fromEntries(readings.map(({ name, value }) => [name, value]));

export interface Cell {
  readonly readings: readonly Reading[];
  readonly scene: SceneName;
}

export const toCells = (sets: readonly (readonly Reading[])[]): Cell[] =>
  sets.flatMap((readings) => SCENE_NAMES.map((scene) => ({ readings, scene })));

export const KINDS = ['duplicates', 'lies', 'lost'] as const;
export type Kind = (typeof KINDS)[number];

export interface Find extends Cell {
  readonly kind: Kind;
  readonly texts: readonly string[];
}

export interface Tally {
  readonly cells: number;
  readonly finds: readonly Find[];
}

const toFinds = (cell: Cell, verdict: Verdict): Find[] =>
  KINDS.filter((kind) => verdict[kind].length > 0).map((kind) => ({
    ...cell,
    kind,
    texts: verdict[kind],
  }));

/** @param onProgress told how many have been played */
export async function playCells(
  cells: readonly Cell[],
  onProgress: (played: number) => void = () => {},
): Promise<Tally> {
  const finds: Find[] = [];
  for (const [index, cell] of cells.entries()) {
    finds.push(...toFinds(cell, await playScene(cell.scene, toDialect(cell.readings))));
    onProgress(index + 1);
  }
  return { cells: cells.length, finds };
}

const isSame = (a: Reading, b: Reading): boolean => a.name === b.name && a.value === b.value;

/** Finds of a pair that one of its readings does not show by itself, in the same scene and of the same kind. */
export function withoutExplained(finds: readonly Find[]): Find[] {
  const alone = finds.filter(({ readings }) => readings.length < 2);
  return finds.filter(
    ({ readings, scene, kind }) =>
      readings.length < 2 ||
      !alone.some(
        (single) =>
          single.scene === scene &&
          single.kind === kind &&
          single.readings.every((reading) => readings.some((one) => isSame(one, reading))),
      ),
  );
}
