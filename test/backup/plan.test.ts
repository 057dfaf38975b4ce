// A request → the settings of each target's run.
import { MIN_FLEET, requestFingerprint, toTargetRun, toTiming } from '../../src/backup/plan';
import { TIMING } from '../../src/backup/state';
import { backupRequest, target } from '../support/builders';
import { sha256 } from '../support/hash';

const deps = { sha256, timing: TIMING };
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
  const listed = { InstanceIds: ['crs-0', 'crs-1'], Remark: 'r', StorageDays: 7 };
  const { Remark: _, ...withoutRemark } = listed;
  const tag = { TagKey: 'a', TagValue: '1' };
  const selected = { Selector: { Tags: [tag], NamePrefix: 'a' } };
  const table: [name: string, one: object, other: object, same: boolean][] = [
    ['itself', listed, listed, true],
    ['itself in another order', listed, { ...listed, InstanceIds: ['crs-1', 'crs-0'] }, true],
    ['itself with its region named', listed, { ...listed, Region: 'ap-guangzhou' }, true],
    ['one with another instance', listed, { ...listed, InstanceIds: ['crs-0', 'crs-2'] }, false],
    ['one with another remark', listed, { ...listed, Remark: 's' }, false],
    ['one without a remark', listed, withoutRemark, false],
    ['one with other days', listed, { ...listed, StorageDays: 8 }, false],
    ['one in another region', listed, { ...listed, Region: 'ap-tokyo' }, false],
    [
      'one with another tag',
      selected,
      { Selector: { ...selected.Selector, Tags: [{ ...tag, TagValue: '2' }] } },
      false,
    ],
    [
      'one with another prefix',
      selected,
      { Selector: { ...selected.Selector, NamePrefix: 'b' } },
      false,
    ],
    ['a dry run, which shapes no backup', selected, { ...selected, DryRun: true }, true],
    ['waiting, which shapes no backup', listed, { ...listed, Wait: true }, true],
  ];
  test.each(table)('tells a request from %s', (_name, one, other, same) => {
    const [first, second] = [one, other].map((value) => requestFingerprint(backupRequest(value)));
    expect(first === second).toBe(same);
  });
});

test('a fleet is more patient with its limit than a few targets', () => {
  expect(toTiming(TIMING, MIN_FLEET - 1)).toBe(TIMING);
  expect(toTiming(TIMING, MIN_FLEET)).toEqual({ ...TIMING, maxTries: 30 });
  expect(toTiming({ ...TIMING, maxTries: 50 }, MIN_FLEET).maxTries).toBe(50);
});
