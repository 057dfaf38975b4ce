// `npm run invoke` plays an event of every trigger at the built function, as `npm start` suggests it.

import { main as invoke } from '../../scripts/invoke';
import { eventsToPlay } from '../../scripts/try-it';
import { TRIGGERS } from '../../src/triggers/select';
import { run } from '../support/console';

/** `npm run invoke` on the frozen example. */
const main = (args: string[]) => invoke(args, 'test/fixtures/serverless.yml');

const FIXTURES = 'test/fixtures/events';

test('npm start names an event of every trigger', () => {
  const named = eventsToPlay().map((command) => command.split('/').at(-2));
  expect(named.sort()).toEqual(TRIGGERS.map(({ name }) => name).sort());
});

test.each(eventsToPlay())('%s', async (command) => {
  const [, path] = command.split(' -- ');
  const { status, output } = await run(main, path ?? '');
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
