// What the operator's copy differs in: if it did not, the proof would hold whatever the tests read.
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { checkService } from '../../emulator/scf/service';
import { fillIn } from '../../emulator/scf/variables';
import { OWN_FILE, oddVariables } from '../../proofs/operator-copy';
import { SETTINGS } from '../../src/config';

test('the operator’s own file is one that serverless.yml takes, and differs from the example in each name', () => {
  const [own, example] = [OWN_FILE, readFileSync('backup.example.yml', 'utf8')].map((text) =>
    parse(text),
  );
  const document = parse(readFileSync('serverless.yml', 'utf8'));
  const filled = fillIn({ ...document, custom: { own } }, { env: {}, opt: {} });
  expect(checkService(filled, 'serverless.yml').provider.region).toBe('eu-frankfurt');
  for (const name of Object.keys(example)) expect(own[name]).not.toEqual(example[name]);
});

test('every setting and what else the pages name has a value of no sense', () => {
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
