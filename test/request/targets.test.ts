// What a request is about.
import type { InstanceId, Region } from '../../src/request/ids';
import { hasSelector, listRegions } from '../../src/request/targets';

const HOME = 'ap-guangzhou' as Region;
const [seoul, tokyo] = ['ap-seoul', 'ap-tokyo'] as Region[] as [Region, Region];
const InstanceIds = ['crs-a' as InstanceId];

test('only a request with a selector has one, an empty one included', () => {
  expect(hasSelector({ InstanceIds, Region: HOME })).toBe(false);
  expect(hasSelector({ InstanceIds: [], Region: HOME, Selector: {} })).toBe(true);
});

test('a request reaches into the regions of its selector, each once, else into its own', () => {
  expect(listRegions({ InstanceIds, Region: HOME })).toEqual([HOME]);
  expect(listRegions({ InstanceIds: [], Region: HOME, Selector: {} })).toEqual([HOME]);
  const Selector = { Regions: [seoul, tokyo, seoul] };
  expect(listRegions({ InstanceIds: [], Region: HOME, Selector })).toEqual([seoul, tokyo]);
});
