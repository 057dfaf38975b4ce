// What docs/local-cloud.md gives a reader to paste works, line by line, on the cloud that `npm start` runs.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { ROUTES } from '../../emulator/redis/admin';
import { FAULT_NAMES } from '../../emulator/redis/fault-names';
import { readService } from '../../emulator/scf/service';
import { buildOnce } from '../../scripts/build-once';
import { main as invoke } from '../../scripts/invoke';
import { startLocalCloud } from '../../scripts/local-cloud';
import { TRIGGERS } from '../../src/triggers/select';
import { run } from '../support/console';

const EXAMPLE = 'test/fixtures/serverless.yml';
/** `npm run invoke` on the frozen example. */
const main = (args: string[]) => invoke(args, EXAMPLE);

const FIXTURES = 'test/fixtures/events';
const PAGE = readFileSync('docs/local-cloud.md', 'utf8');
const events = [...PAGE.matchAll(/^npm run invoke -- (\S+)$/gm)].map(([, file = '']) => file);
const blocks = [...PAGE.matchAll(/^```sh\n(#[\s\S]*?)^```/gm)].map(([, block = '']) => ({
  block,
  name: /^# \d+[^:]*: (.*)$/m.exec(block)?.[1],
}));

/** Each `curl` of a block, run in one shell: the statuses that came, one a line. */
async function statusesOf(block: string): Promise<string[]> {
  await buildOnce();
  const cloud = await startLocalCloud(readService(EXAMPLE));
  const curl = `curl() { command curl -s -w '%{stderr}%{http_code}\\n' "$@"; }`;
  const env = { ...process.env, FUNCTION: cloud.host.url, REDIS: cloud.redis.url };
  const shell = spawn('sh', ['-c', `${curl}\n${block}`], { env });
  const [answers] = await Promise.all([
    text(shell.stderr),
    text(shell.stdout),
    once(shell, 'exit'),
  ]);
  await cloud.close();
  return answers.trim().split('\n');
}

test.each(blocks)(
  'each line is answered as its comment says: $name, and so on',
  async ({ block }) => {
    const told = [...block.matchAll(/^# (.*?): /gm)].map(([, statuses = '']) =>
      statuses.split(' or '),
    );
    const statuses = await statusesOf(block);
    expect(statuses.map((status, index) => [status, told[index]?.includes(status)])).toEqual(
      statuses.map((status) => [status, true]),
    );
    expect(statuses).toHaveLength(told.length);
  },
);

test('each fault, each route of the admin route and an event of each trigger is among them', () => {
  const faults = [...PAGE.matchAll(/"fault":"([\w-]+)"/g)].map(([, name]) => name);
  expect(faults.sort()).toEqual([...FAULT_NAMES].sort());
  const routes = [...PAGE.matchAll(/curl (-X \w+)? ?"\$REDIS\/_admin\/([\w-]+)"( --data)?/g)].map(
    ([, method, name, data]) =>
      `${method?.slice(3) ?? (data === undefined ? 'GET' : 'POST')} ${name}`,
  );
  expect([...new Set(routes)].sort()).toEqual(Object.keys(ROUTES).sort());
  const triggers = events.map((file) => file.split('/').at(-2));
  expect(triggers.sort()).toEqual(TRIGGERS.map(({ name }) => name).sort());
});

test.each(events)('%s', async (file) => {
  const { status, output } = await run(main, file);
  expect(output).toMatch(/^ {2}accepted {2}crs-demo000\d {2}TaskId \d+/);
  expect(status).toBe(0);
});

const failing: [path: string, output: RegExp][] = [
  ['ckafka/poison', /^ {2}failed {4}ValidationFailed: .*JSON.* \(backups 1 37\)$/],
  ['eventbridge/audit-own-backup', /^ {2}failed {4}ValidationFailed: data tells of a call/],
];
test.each(failing)('%s shows what failed', async (path, output) => {
  const ran = await run(main, `${FIXTURES}/${path}.json`);
  expect(ran.output).toMatch(output);
  expect(ran.status).toBe(1);
});
