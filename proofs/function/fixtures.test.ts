// Every fixture of a trigger, as it lies on disk, at the built function: what `npm run invoke` would show.
import { atPresent, FIXTURES, fixture } from '../../test/support/events';
import { type BuiltFunction, httpReply, startFunction } from '../../test/support/function';

/** The token that the fixtures carry opens the local cloud and nothing else. */
const settings = { WEBHOOK_SECRETS: 'local-development-token-0001' };

let fn: BuiltFunction;
beforeAll(async () => {
  fn = await startFunction({ settings, cloud: { ratePerSecond: false } });
});
beforeEach(() => fn.cloud.reset());

const one = (id: string) => ({ InstanceId: id, Outcome: 'accepted', TaskId: expect.any(Number) });
const many = (...ids: string[]) => ({ Results: ids.map(one), Summary: { accepted: ids.length } });
const all = ['crs-demo0001', 'crs-demo0002', 'crs-demo0003'] as const;

const HTTP: [name: string, status: number, body: object][] = [
  ['http/api-gateway', 202, one('crs-demo0003')],
  ['http/api-gateway-base64', 202, one('crs-demo0001')],
  ['http/api-gateway-query', 202, one('crs-demo0002')],
  ['http/function-url', 202, one('crs-demo0001')],
  ['http/function-url-compat', 202, one('crs-demo0002')],
  ['http/health', 200, { version: expect.any(String) }],
  ['http/misspelt', 400, { issues: [{ path: 'instanceId' }] }],
];
test.each(HTTP)('%s is answered %d', async (name, status, body) => {
  const { ok, result } = await fn.invoke(atPresent(fixture(name)));
  expect(ok).toBe(true);
  expect(httpReply(result)).toMatchObject({ status, body });
});

const RETURNED: [name: string, result: object][] = [
  ['direct/many', many('crs-demo0001', 'crs-demo0002')],
  ['direct/one', one('crs-demo0001')],
  ['direct/with-key', one('crs-demo0003')],
  ['timer/many', many(...all)],
  ['timer/message', one('crs-demo0001')],
];
test.each(RETURNED)('%s returns what was started', async (name, result) => {
  const invocation = await fn.invoke(atPresent(fixture(name)));
  expect(invocation).toMatchObject({ ok: true, result });
});

const THROWN: [name: string, message: RegExp][] = [
  ['direct/misspelt', /did you mean InstanceId\?/],
  ['timer/empty-message', /DEFAULT_REQUEST/],
  ['timer/no-message', /DEFAULT_REQUEST/],
  ['timer/text-message', /not valid JSON/],
];
test.each(THROWN)('%s is thrown back, and says why', async (name, message) => {
  const { ok, error, thrown } = await fn.invoke(atPresent(fixture(name)));
  expect({ ok, status: error?.statusCode }).toEqual({ ok: false, status: 430 });
  expect(thrown).toEqual({ name: 'BackupNotMadeError', message: expect.stringMatching(message) });
  expect(fn.cloud.calls).toEqual([]);
});

/** The other sources' fixtures are played in proofs/scripts/local-cloud-page.test.ts and redelivered in proofs/flow/redelivery.test.ts. */
test('every fixture of the timer, of HTTP and of a direct invoke is in one of the tables', () => {
  const tried = [HTTP, RETURNED, THROWN].flatMap((table) => table.map(([name]) => name));
  const known = FIXTURES.filter(({ trigger }) => ['timer', 'http', 'direct'].includes(trigger)).map(
    ({ name }) => name,
  );
  expect(tried.sort()).toEqual(known.sort());
});

const unknown = FIXTURES.filter(({ trigger }) => trigger === 'unknown');
test.each(unknown)('$name is thrown back as an event of nobody', async ({ event }) => {
  const { thrown } = await fn.invoke(event);
  expect(thrown?.name).toBe('UnclaimedEventError');
  expect(fn.cloud.calls).toEqual([]);
});
