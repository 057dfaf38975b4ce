// The types that openapi-typescript makes of docs/openapi.yaml compile, and hold a caller to what may be sent and got.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import openapiTS from 'openapi-typescript';
import { FILE } from '../../scripts/openapi';

const TSC = join(__dirname, '..', '..', 'node_modules', '.bin', 'tsc');
const OPTIONS = ['--noEmit', '--strict', '--target', 'es2022', '--module', 'esnext', '--types', ''];

const CLIENT = `
import type { components, paths } from './schema';
type Schemas = components['schemas'];
type Backup = paths['/']['post'];
export type Sent = Backup['requestBody']['content']['application/json'];
export type Accepted = Backup['responses'][202]['content']['application/json'];
export type Key = NonNullable<Backup['parameters']['header']>['Idempotency-Key'];

export async function backUp(url: string, token: string, body: Sent, key: NonNullable<Key>) {
  const headers = { Authorization: 'Bearer ' + token, 'Idempotency-Key': key };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  return answer.ok
    ? ((await answer.json()) as Accepted)
    : ((await answer.json()) as Schemas['Problem']);
}

export async function isCovered(url: string): Promise<boolean> {
  const answer = await fetch(url + '/coverage');
  const coverage = (await answer.json()) as Schemas['Coverage'];
  return coverage.Instances.every(({ State }) => State === 'covered' || State === 'stopped');
}

export const one: Sent = { InstanceId: 'crs-demo0001', StorageDays: 7, Wait: true };
export const all: Sent = { Selector: { Regions: 'all', ExcludeTags: [{ TagKey: 'no-backup' }] } };
`;

let folder: string;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'client-'));
  writeFileSync(join(folder, 'schema.ts'), await openapiTS(FILE));
});
afterAll(() => rmSync(folder, { recursive: true }));

function compile(source: string): string {
  const file = join(folder, 'client.ts');
  writeFileSync(file, source);
  const { stdout } = spawnSync(TSC, [...OPTIONS, file], { encoding: 'utf8', cwd: folder });
  return stdout.replace(/\s+/g, ' ').trim();
}

test('a client of these types compiles', () => {
  expect(compile(CLIENT)).toBe('');
}, 120_000);

test.each([
  ['a number for an id', 'export const wrong: Sent = { InstanceId: 7 };'],
  ['a text for days', "export const wrong: Sent = { InstanceId: 'crs-a', StorageDays: '7' };"],
  ['an outcome that there is not', "export const wrong: Schemas['Made']['Outcome'] = 'done';"],
])(
  '%s does not',
  (_name, line) => {
    expect(compile(`${CLIENT}\n${line}`)).toMatch(/error TS2322/);
  },
  120_000,
);
