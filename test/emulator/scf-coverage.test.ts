// What a coverage query without targets is about, made of the timers.
import { coverageRequestOf } from '../../emulator/scf/coverage';
import { parseCoverageRequest } from '../../src/request/query-request';
import { GUANGZHOU } from '../support/builders';

const DAILY = '0 30 23 * * * *';
const timer = (request: object | string, cron = DAILY) => ({
  name: 'timer',
  cron,
  argument: typeof request === 'string' ? request : JSON.stringify(request),
});
const ONE = { InstanceId: 'crs-mine0001' };
const TWO = { InstanceIds: ['crs-mine0001', 'crs-mine0002'], Remark: 'nightly' };
const TOKYO = { InstanceId: 'crs-mine0003', Region: 'ap-tokyo' };
const EVERYTHING = { Selector: { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' } };
const COVERAGE = { Coverage: { MaxAgeHours: 26, ...ONE } };

const fitting: [name: string, timers: ReturnType<typeof timer>[], coverage: object][] = [
  ['one instance, daily', [timer(ONE)], { MaxAgeHours: 26, ...ONE }],
  ['weekly', [timer(ONE, '0 0 10 ? * 1 *')], { MaxAgeHours: 170, ...ONE }],
  ['on weekdays: over the weekend', [timer(ONE, '0 0 10 ? * 1-5 *')], { MaxAgeHours: 74, ...ONE }],
  ['every half hour by day', [timer(ONE, '0 */30 9-17 * * * *')], { MaxAgeHours: 18, ...ONE }],
  ['in another region', [timer(TOKYO)], { MaxAgeHours: 26, ...TOKYO }],
  ['a selector', [timer(EVERYTHING)], { MaxAgeHours: 26, ...EVERYTHING }],
  [
    'the same daily and monthly: the daily one counts',
    [timer(ONE), timer({ ...ONE, StorageDays: 90 }, '0 0 10 1 * ? *')],
    { MaxAgeHours: 26, ...ONE },
  ],
  [
    'ids of two timers, each once',
    [timer(ONE), timer(TWO)],
    { MaxAgeHours: 26, InstanceIds: TWO.InstanceIds },
  ],
  [
    'what starts nothing is not counted',
    [timer(COVERAGE), timer({ ...TWO, DryRun: true }), timer(''), timer('{'), timer(ONE)],
    { MaxAgeHours: 26, ...ONE },
  ],
];
test.each(fitting)('%s', (_name, timers, coverage) => {
  const text = coverageRequestOf(timers);
  expect(JSON.parse(text ?? '')).toEqual({ Coverage: coverage });
  const parsed = parseCoverageRequest(JSON.parse(text ?? ''), { fallbackRegion: GUANGZHOU });
  expect(parsed).toMatchObject({ ok: true });
});

const others: [name: string, timers: ReturnType<typeof timer>[]][] = [
  ['no timer', []],
  ['a coverage request alone', [timer(COVERAGE)]],
  ['a selector beside an id', [timer(EVERYTHING), timer(ONE)]],
  ['two regions', [timer(ONE), timer(TOKYO)]],
  ['one daily, another weekly', [timer(ONE), timer(TOKYO, '0 0 10 ? * 1 *')]],
  ['ids of one region, not as often', [timer(ONE), timer(TWO, '0 0 10 ? * 1 *')]],
  ['monthly: longer than lists are read', [timer(ONE, '0 0 10 1 * ? *')]],
  ['once only', [timer(ONE, '0 0 10 1 1 ? 2030')]],
];
test.each(others)('none of %s', (_name, timers) => {
  expect(coverageRequestOf(timers)).toBeUndefined();
});
