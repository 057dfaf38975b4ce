// A request → the settings of each target's run.

import { toMarker } from '../../src/backup/marker';
import {
  type BackupRun,
  MIN_FLEET,
  planTargets,
  requestFingerprint,
  toTargetRun,
  toTiming,
} from '../../src/backup/plan';
import { TIMING } from '../../src/backup/state';
import { backupRequest, target } from '../support/builders';
import { sha256 } from '../support/hash';

const deps = { sha256, timing: TIMING };
const whose: BackupRun = {
  identity: { namespace: 'n', functionName: 'f', trigger: 't', runKey: 'k' },
  key: 'caller',
  deadline: 7,
  patience: 'event',
};

describe('a target’s run', () => {
  const planOf = (value: object, run = whose) =>
    toTargetRun(
      backupRequest({ InstanceId: 'crs-demo0001', ...value }),
      target(),
      'content',
      run,
      deps,
    );

  test('has the run’s deadline, its timing, its patience and who chose the key', () => {
    const run = {
      deadline: 7,
      timing: TIMING,
      key: 'caller',
      maxWaitMs: 600_000,
      hasRemark: false,
    };
    expect(planOf({}).run).toEqual(run);
    expect(planOf({})).not.toHaveProperty('since');
  });

  test.each([
    ['caller', 10_000],
    ['synchronous', 240_000],
    ['event', 600_000],
  ] as const)('of %s waits for %p ms', (patience, maxWaitMs) => {
    expect(planOf({}, { ...whose, patience }).run.maxWaitMs).toBe(maxWaitMs);
  });

  test('has a dry run, a skip and the event’s time only when they are given', () => {
    expect(planOf({ DryRun: true, SkipIfBackedUpWithinHours: 5 }).run).toMatchObject({
      dryRun: true,
      skipWithinHours: 5,
    });
    expect(planOf({}, { ...whose, since: 3 })).toHaveProperty('since', 3);
  });

  test('has a marker of its run, target and content, at the head of the remark', () => {
    const { marker, order, target: planned } = planOf({ Remark: 'nightly' });
    expect(planned).toEqual(target());
    expect(marker).toEqual(toMarker(whose.identity, target(), 'content', sha256));
    expect(order).toEqual({ Remark: `run-${marker.run}-${marker.content} nightly` });
  });

  test.each([
    [{}, false],
    [{ Remark: '' }, false],
    [{ Remark: 'nightly' }, true],
  ])('of %p has a remark of the user’s: %p', (value, hasRemark) => {
    expect(planOf(value).run.hasRemark).toBe(hasRemark);
  });

  test('has the retention of the request, nought too', () => {
    expect(planOf({ StorageDays: 0 }).order).toHaveProperty('StorageDays', 0);
    expect(planOf({}).order).not.toHaveProperty('StorageDays');
  });
});

test('all targets share the request’s fingerprint, and the patience of their number', () => {
  const targets = Array.from({ length: MIN_FLEET }, (_, index) => target(`crs-${index}`));
  const request = backupRequest({ InstanceIds: targets.map(({ InstanceId }) => InstanceId) });
  const plans = planTargets(request, targets, whose, deps);
  expect(plans.map(({ target: planned }) => planned)).toEqual(targets);
  const content = requestFingerprint(request);
  for (const { marker, run, target: planned } of plans) {
    expect(marker).toEqual(toMarker(whose.identity, planned, content, sha256));
    expect(run.timing.maxTries).toBe(30);
  }
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

test('requests for other regions are told from one another', () => {
  const one = backupRequest({ Selector: { NamePrefix: 'a' } });
  const other = { ...one, Selector: { ...one.Selector, Regions: ['ap-tokyo'] } };
  expect(requestFingerprint(other as typeof one)).not.toBe(requestFingerprint(one));
});

test('a fleet is more patient with its limit than a few targets', () => {
  expect(toTiming(TIMING, MIN_FLEET - 1)).toBe(TIMING);
  expect(toTiming(TIMING, MIN_FLEET)).toEqual({ ...TIMING, maxTries: 30 });
  expect(toTiming({ ...TIMING, maxTries: 50 }, MIN_FLEET).maxTries).toBe(50);
});
