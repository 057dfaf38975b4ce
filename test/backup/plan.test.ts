// A request → the settings of each target's run.
import {
  type BackupDeps,
  MIN_FLEET,
  requestFingerprint,
  toTargetRun,
  toTiming,
} from '../../src/backup/plan';
import { TIMING } from '../../src/backup/state';
import { backupRequest, target } from '../support/builders';
import { manualClock } from '../support/clock';
import { fakeApi } from '../support/fake-api';
import { sha256 } from '../support/hash';

const deps: BackupDeps & { timing: typeof TIMING } = {
  api: fakeApi(),
  clock: manualClock(),
  sha256,
  writesPerSecond: 18,
  timing: TIMING,
};
const whose = {
  identity: { namespace: 'n', functionName: 'f', trigger: 't', runKey: 'k' },
  key: 'caller',
  deadline: 7,
} as const;

describe('a target’s run', () => {
  const planOf = (value: object) =>
    toTargetRun(
      backupRequest({ InstanceId: 'crs-demo0001', ...value }),
      target(),
      'content',
      whose,
      deps,
    );

  test('has the run’s deadline, its timing and who chose the key', () => {
    expect(planOf({}).run).toEqual({ deadline: 7, timing: TIMING, key: 'caller' });
  });

  test('has a dry run and a skip only when they are asked for', () => {
    expect(planOf({ DryRun: true, SkipIfBackedUpWithinHours: 5 }).run).toMatchObject({
      dryRun: true,
      skipWithinHours: 5,
    });
  });
});

describe('requestFingerprint', () => {
  const tag = { TagKey: 'a', TagValue: '1' };
  const table: [name: string, one: object, other: object, same: boolean][] = [
    [
      'another tag',
      { Selector: { Tags: [tag] } },
      { Selector: { Tags: [{ ...tag, TagValue: '2' }] } },
      false,
    ],
    ['another prefix', { Selector: { NamePrefix: 'a' } }, { Selector: { NamePrefix: 'b' } }, false],
    ['a dry run, which shapes no backup', { Selector: {} }, { Selector: {}, DryRun: true }, true],
    [
      'waiting, which shapes no backup',
      { InstanceId: 'crs-a' },
      { InstanceId: 'crs-a', Wait: true },
      true,
    ],
  ];
  test.each(table)('%s', (_name, one, other, same) => {
    expect(
      requestFingerprint(backupRequest(one)) === requestFingerprint(backupRequest(other)),
    ).toBe(same);
  });
});

test('a fleet is more patient with its limit than a few targets', () => {
  expect(toTiming(TIMING, MIN_FLEET - 1)).toBe(TIMING);
  expect(toTiming(TIMING, MIN_FLEET)).toEqual({ ...TIMING, maxTries: 30 });
  expect(toTiming({ ...TIMING, maxTries: 50 }, MIN_FLEET).maxTries).toBe(50);
});
