// The grammar of ids; the messages of a request with a bad one are in backup-request.test.ts.
import { isInstanceId, isRegion } from '../../src/request/ids';

test.each([
  ['crs-a', true],
  ['crs-xjhsdj12', true],
  [`crs-${'a'.repeat(60)}`, true],
  [`crs-${'a'.repeat(61)}`, false],
  ['crs-', false],
  ['CRS-A', false],
  ['crs-a\n', false],
  ['crs-\u0430', false],
  ['', false],
])('isInstanceId(%j): %p', (text, is) => expect(isInstanceId(text)).toBe(is));

test.each([
  ['ap-guangzhou', true],
  ['ap-shanghai-fsi', true],
  ['na-siliconvalley', true],
  ['ap-guangzhou-3', true],
  [`ap-${'a'.repeat(37)}`, true],
  [`ap-${'a'.repeat(38)}`, false],
  [`ap-a${'-a'.repeat(100_000)}!`, false],
  ['ap', false],
  ['AP-guangzhou', false],
  ['ap-', false],
  ['evil.example', false],
  ['', false],
])('isRegion(%j): %p', (text, is) => expect(isRegion(text)).toBe(is));
