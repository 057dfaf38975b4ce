// What the commands do in the cases that need no framework, against the local SCF API.
import { type ScfCloud, startScfCloud } from '../../emulator/scf-api/server';
import { deploy, info, invoke, remove } from '../../scripts/deploy/operations';
import { packageOf, sourceOf, told } from '../../test/deploy/in-process';
import { NAME, writesOf } from './workshop';

jest.setTimeout(60_000);

let scf: ScfCloud;
beforeEach(async () => {
  scf = await startScfCloud({ changeMs: 20 });
});
afterEach(() => scf.close());

const USUAL = { prune: false, force: false, unset: [], dryRun: false };
const at = (edits?: Parameters<typeof sourceOf>[0], env?: Record<string, string>) =>
  sourceOf(edits, { DEPLOY_API_ENDPOINT: scf.url, ...env });

const deployed = async (options = {}, source = at(), code = 'exports.main_handler = () => 1;') => {
  const made = await packageOf(code);
  return told((print) => deploy(source, made, { ...USUAL, ...options }, print));
};

const writes = () => writesOf(scf);

test('a dry run shows the plan and does nothing', async () => {
  expect(await deployed({ dryRun: true })).toMatch(
    /4 steps\n {2}1\. create function.*dry run: nothing was changed$/s,
  );
  expect(writes()).toEqual([]);
});

test('info and remove of what is not there', async () => {
  expect(await told((print) => info(at(), print))).toMatch(
    /FAILED scf-redis-backup-dev is not deployed in ap-guangzhou: npm run deploy does that/,
  );
  expect(await told((print) => remove(at(), false, print))).toMatch(/nothing to remove$/);
  expect(writes()).toEqual([]);
});

test('info shows the function, its next run, and no value of a variable', async () => {
  await deployed();
  const text = await told((print) => info(at(), print));
  expect(text).toMatch(/^status: Active$/m);
  expect(text).toMatch(/^trigger: nightly \(timer .*\), next at \d{4}-.* 23:30 UTC\+8$/m);
  expect(text).toMatch(/^variables: ALLOWED_INSTANCES, .*WEBHOOK_SECRETS$/m);
  expect(text).not.toContain('a-token-for-the-tests');
});

test('the last variable is removed too', async () => {
  await deployed();
  const { service, ...rest } = at();
  const functions = Object.fromEntries(
    Object.entries(service.functions).map(([key, fn]) => [key, { ...fn, environment: {} }]),
  );
  const source = { ...rest, service: { ...service, functions } };
  expect(await deployed({}, source)).toMatch(/FAILED .* take them away: WEBHOOK_SECRETS/);
  const unset = ['WEBHOOK_SECRETS'];
  expect(await deployed({ unset }, source)).toMatch(/variable WEBHOOK_SECRETS removed/);
  expect(scf.fn(NAME).Variables).toEqual([]);
  expect(await deployed({}, source)).toMatch(/nothing to change$/);
});

test('a change that SCF gives up on is reported, and repaired by the next deploy', async () => {
  await deployed();
  scf.script({ action: 'UpdateFunctionCode', fails: 'no room for the code' });
  expect(await deployed({ force: true })).toMatch(
    /step 1 of 1, update code \(forced\), failed\.\n {2}Why: the function is UpdateFailed: no room for the code/,
  );
  expect(await deployed()).toMatch(/1\. update code \(the function is UpdateFailed\)/);
  expect(await deployed()).toMatch(/nothing to change$/);
});

test('a function that could not be created is refused, with the remedy', async () => {
  scf.script({ action: 'CreateFunction', fails: 'no room' });
  expect(await deployed()).toMatch(/step 1 of 4.*failed.*the function is CreateFailed: no room/s);
  expect(await deployed()).toMatch(
    /could not be created \(no room\)\. Remove it with npm run remove/,
  );
  expect(await told((print) => remove(at(), false, print))).toMatch(/^removed: /m);
  expect(await deployed()).toMatch(/4 of 4 done/);
});

test('undeclared triggers: kept by a deploy, in the way of a removal, gone with --prune', async () => {
  await deployed();
  const [nightly] = scf.fn(NAME).triggers;
  if (nightly === undefined) throw new Error('the timer is gone');
  const byHand = { ...nightly, TriggerName: 'by-hand', Description: '', Qualifier: '$LATEST' };
  scf.edit(NAME, { triggers: [...scf.fn(NAME).triggers, byHand] });
  expect(await told((print) => info(at(), print))).toMatch(/by-hand .*\(not in the file\)$/m);
  expect(await told((print) => remove(at(), false, print))).toMatch(
    /FAILED .* would go with it: by-hand .*npm run remove -- --prune/,
  );
  expect(await deployed({ prune: true })).toMatch(/1\. delete trigger by-hand/);
  expect(writes().at(-1)).toBe('DeleteTrigger');
  expect(await told((print) => remove(at(), false, print))).toMatch(/^removed: /m);
});

test('a declared trigger that somebody moved to another version is updated where it is', async () => {
  await deployed();
  const triggers = scf
    .fn(NAME)
    .triggers.map((one) => ({ ...one, Qualifier: '3', Enable: 0 as const }));
  scf.edit(NAME, { triggers });
  expect(await deployed()).toMatch(/update trigger nightly \(switched on\)/);
  expect(scf.fn(NAME).triggers).toMatchObject([
    { Qualifier: '3', Enable: 1 },
    { Qualifier: '3', Enable: 1 },
  ]);
});

test('too many calls a second are waited out, for writes too', async () => {
  scf.script(
    { action: 'GetFunction', code: 'RequestLimitExceeded' },
    { action: 'CreateTrigger', code: 'RequestLimitExceeded' },
  );
  expect(await deployed()).toMatch(/4 of 4 done/);
});

test('a change that is under way is waited for', async () => {
  await deployed();
  const change = { doing: 'Updating', endsAt: Date.now() + 300, ends: 'Active' } as const;
  scf.edit(NAME, { change });
  expect(await deployed({ force: true })).toMatch(/1 of 1 done/);
  expect(scf.calls.flatMap(({ code }) => code ?? [])).toEqual(['ResourceNotFound.FunctionName']);
});

test('a call of what is not there, or that the API refuses, is told with its remedy', async () => {
  expect(await told(() => invoke(at(), '{}'))).toMatch(
    /^FAILED scf-redis-backup-dev is not deployed in ap-guangzhou: npm run deploy does that/,
  );
  await deployed();
  scf.script({ action: 'Invoke', code: 'UnauthorizedOperation.CAM' });
  const calling = invoke(at(), '{}').catch(({ name, message }: Error) => [name, message]);
  expect(await calling).toEqual(['Error', expect.stringMatching(/lacks this permission/)]);
});

describe('concurrency', () => {
  const one: Parameters<typeof sourceOf>[0] = [
    ['    timeout: 60', '    concurrency: 1\n    timeout: 60'],
  ];
  const reserved = () => scf.fn(NAME).reservedMem;

  test('is reserved, shown, left alone, and released', async () => {
    expect(await deployed({}, at(one))).toMatch(
      /reserve concurrency \(128 MB: 1 instance at once\)/,
    );
    expect(reserved()).toBe(128);
    expect(await told((print) => info(at(one), print))).toMatch(
      /^concurrency: 1 instance at once \(128 MB reserved\)$/m,
    );
    expect(await deployed({}, at(one))).toMatch(/nothing to change$/);
    expect(await deployed()).toMatch(/release concurrency/);
    expect(reserved()).toBeNull();
    expect(await told((print) => info(at(), print))).toMatch(/^concurrency: not limited$/m);
  });

  test('a quota that does not do is told with its remedy', async () => {
    scf.script({
      action: 'PutReservedConcurrencyConfig',
      code: 'LimitExceeded.FunctionTotalConcurrencyMemory',
    });
    expect(await deployed({}, at(one))).toMatch(
      /reserve concurrency.*failed.*a quota of the account/s,
    );
  });
});

test('another stage with a timer for the same instance at the same time is warned of; who may not look is told so', async () => {
  await deployed();
  const other = at([
    [`name: \${self:service}-\${self:provider.stage}`, 'name: scf-redis-backup-test'],
  ]);
  const warning =
    /^warning: scf-redis-backup-dev has the timer nightly at the same time for the same instances/m;
  expect(await deployed({ dryRun: true }, other)).toMatch(warning);
  scf.script({ action: 'ListFunctions', code: 'UnauthorizedOperation.CAM' });
  expect(await deployed({ dryRun: true }, other)).toMatch(
    /^not checked: whether another stage backs up the same \(UnauthorizedOperation\.CAM\)$/m,
  );
});

describe('refusals of the API', () => {
  const table: [name: string, env: Record<string, string>, message: RegExp][] = [
    ['an unknown key', { TENCENTCLOUD_SECRET_ID: 'AKIDnobody' }, /SecretIdNotFound.*scf\.intl/s],
    ['a wrong key', { TENCENTCLOUD_SECRET_KEY: 'no' }, /SignatureFailure.*check TENCENT/s],
    ['a token too many', { TENCENTCLOUD_SESSION_TOKEN: 'no' }, /TokenFailure.*expire/s],
    ['no key', { TENCENTCLOUD_SECRET_ID: '' }, /no credentials: set TENCENTCLOUD_SECRET_ID/],
    [
      'no API there',
      { DEPLOY_API_ENDPOINT: 'http://127.0.0.1:9' },
      /Unreachable: .*ECONNREFUSED.*check the network, the proxy and DEPLOY_API_ENDPOINT/s,
    ],
    ['no endpoint', { DEPLOY_API_ENDPOINT: 'http://example.com' }, /DEPLOY_API_ENDPOINT must be/],
  ];
  test.each(table)('%s', async (_name, env, message) => {
    const text = await told((print) => info(at([], env), print));
    expect(text).toMatch(message);
    expect(text).not.toContain('demo-secret-key');
    expect(writes()).toEqual([]);
  });

  test.each([
    ['UnauthorizedOperation.CAM', /the deploying user lacks this permission/],
    ['FailedOperation.UnOpenedService', /open the SCF console once/],
    ['LimitExceeded.Function', /a quota of the account is used up/],
    ['InternalError.System', /run the same command again/],
  ])('%s', async (code, remedy) => {
    scf.script({ action: 'CreateFunction', code });
    const text = await deployed();
    expect(text).toMatch(remedy);
    expect(text).toContain('Nothing was changed before it.');
  });
});
