// What the operator's copy differs in: if it did not, the proof would hold whatever the tests read.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { oddVariables, withOwnLines } from '../../proofs/operator-copy';
import { SETTINGS } from '../../src/config';

const EXAMPLE = readFileSync('test/fixtures/serverless.yml', 'utf8');

test('the region, the time, the instance and the remark are others, and nothing else is', () => {
  const [before, after] = [EXAMPLE, withOwnLines(EXAMPLE)].map((text) => text.split('\n'));
  const changed = after?.filter((line, index) => line !== before?.[index]);
  expect(changed?.map((line) => line.trim().split(':')[0])).toEqual([
    'region',
    'cron',
    'InstanceId',
    'Remark',
  ]);
  expect(Object.keys(parse(withOwnLines(EXAMPLE)))).toEqual(Object.keys(parse(EXAMPLE)));
});

test('a description without such a line is an error, not a copy that is the same', () => {
  expect(() => withOwnLines('service: another')).toThrow(/serverless.yml has no line like/);
});

test('every setting and what else the README names has a value of no sense', () => {
  const names = Object.keys(oddVariables());
  expect(names).toEqual(expect.arrayContaining(Object.keys(SETTINGS)));
  expect(names).toEqual(
    expect.arrayContaining(['TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'FORCE_COLOR']),
  );
});

test('none of them reaches a test, or a process that it starts', () => {
  const { stdout } = spawnSync(process.execPath, ['-p', 'Object.keys(process.env).join()'], {
    encoding: 'utf8',
  });
  const seen = [...Object.keys(process.env), ...stdout.trim().split(',')];
  expect(Object.keys(oddVariables()).filter((name) => seen.includes(name))).toEqual([]);
});
