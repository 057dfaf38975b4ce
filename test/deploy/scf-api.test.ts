// The local SCF API: who may call it, what it refuses, and when. By the real SDK.
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client';
import { DEMO_KEY } from '../../emulator/redis/server';
import { type ScfCloud, startScfCloud } from '../../emulator/scf-api/server';
import { zipOf } from '../../scripts/deploy/zip';

const NAME = 'fn';
const place = { FunctionName: NAME, Namespace: 'default' };
const variables = (...pairs: [Key: string, Value: string][]) => ({
  Environment: { Variables: pairs.map(([Key, Value]) => ({ Key, Value })) },
});

jest.setTimeout(60_000);

let scf: ScfCloud;
let code: { ZipFile: string };
beforeEach(async () => {
  scf = await startScfCloud({ changeMs: 600_000 });
  code = { ZipFile: (await zipOf(new Map([['index.js', Buffer.from('1')]]))).toString('base64') };
});
afterEach(() => scf.close());

function call(action: string, params: object, key = DEMO_KEY, region = 'ap-guangzhou') {
  const httpProfile = { endpoint: `127.0.0.1:${scf.port}`, protocol: 'http://' };
  const client = new Client({ credential: key, region, profile: { httpProfile } });
  return client.request(action, { ...params });
}

/** `ok`, or the code of the refusal. */
const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => 'ok',
    (error: { code: string }) => error.code,
  );

const create = (part: object = {}) => {
  const fixed = { Handler: 'index.main_handler', Runtime: 'Nodejs20.19', Code: code };
  return call('CreateFunction', { ...place, ...fixed, ...part });
};

/** The change under way ends now. */
const settled = () => scf.edit(NAME, { change: { ...scf.fn(NAME).change, endsAt: 0 } });
const get = () => call('GetFunction', place);

test('a new function is Creating, then Active; a change makes it Updating, then Active', async () => {
  await create();
  expect(await get()).toMatchObject({ Status: 'Creating', Runtime: 'Nodejs20.19' });
  settled();
  expect(await get()).toMatchObject({ Status: 'Active' });
  await call('UpdateFunctionConfiguration', { ...place, Timeout: 9 });
  expect(await get()).toMatchObject({ Status: 'Updating', Timeout: 9 });
  settled();
  expect(await get()).toMatchObject({ Status: 'Active' });
});

test('a failed change has its reason', async () => {
  scf.script({ action: 'CreateFunction', fails: 'no room' });
  await create();
  settled();
  expect(await get()).toMatchObject({
    Status: 'CreateFailed',
    StatusReasons: [{ ErrorMessage: 'no room' }],
  });
});

describe('while it is not Active, a change is refused', () => {
  const timer = { TriggerName: 't', Type: 'timer', TriggerDesc: '0 0 4 * * * *' };
  const table: [action: string, params: () => object, code: string][] = [
    ['UpdateFunctionCode', () => ({ Code: code }), 'FailedOperation.UpdateFunctionCode'],
    ['UpdateFunctionConfiguration', () => ({}), 'FailedOperation.UpdateFunctionConfiguration'],
    ['CreateTrigger', () => timer, 'FailedOperation.CreateTrigger'],
    ['UpdateTrigger', () => timer, 'FailedOperation.FunctionStatusError'],
    ['DeleteTrigger', () => ({ ...timer }), 'FailedOperation.DeleteTrigger'],
    ['DeleteFunction', () => ({}), 'FailedOperation.DeleteFunction'],
    [
      'UpdateFunctionEventInvokeConfig',
      () => ({ AsyncTriggerConfig: { MsgTTL: 60, RetryConfig: [{ RetryNum: 1 }] } }),
      'FailedOperation.FunctionStatusError',
    ],
  ];
  test.each(table)('%s', async (action, params, refusal) => {
    await create();
    expect(await codeOf(call(action, { ...place, ...params() }))).toBe(refusal);
  });
});

describe('variables', () => {
  const update = (part: object) => call('UpdateFunctionConfiguration', { ...place, ...part });
  const shown = async () => (await get()).Environment.Variables;
  beforeEach(async () => {
    await create(variables(['A', '1'], ['B', '2']));
    settled();
  });

  test('an empty list leaves them, another list replaces them, one empty pair clears them', async () => {
    await update(variables());
    expect(await shown()).toHaveLength(2);
    settled();
    await update(variables(['C', '3']));
    expect(await shown()).toEqual([{ Key: 'C', Value: '3' }]);
    settled();
    await update(variables(['', '']));
    expect(await shown()).toEqual([]);
  });

  test.each([
    ['a reserved name', variables(['SCF_X', '1']), 'EnvironmentSystemProtect'],
    ['no name', variables(['A', '1'], ['', '']), 'Environment'],
    ['no value', variables(['A', '']), 'Environment'],
    ['5 KB', variables(['A', 'x'.repeat(5000)]), 'EnvironmentExceededLimit'],
  ])('refused: %s', async (_name, part, refusal) => {
    expect(await codeOf(update(part))).toBe(`InvalidParameterValue.${refusal}`);
  });
});

describe('refused', () => {
  const table: [name: string, part: () => object, code: string][] = [
    [
      'another kind of file',
      () => ({ Code: { ZipFile: 'AAAA' } }),
      'InvalidParameterValue.ZipFile',
    ],
    [
      'no base64',
      () => ({ Code: { ZipFile: '***' } }),
      'InvalidParameterValue.ZipFileBase64BinasciiError',
    ],
    ['a zip without the handler', () => ({ Handler: 'app.main' }), 'InvalidParameterValue.ZipFile'],
    ['an unknown runtime', () => ({ Runtime: 'Nodejs99' }), 'InvalidParameterValue.Runtime'],
    ['an odd memory', () => ({ MemorySize: 100 }), 'InvalidParameterValue.MemorySize'],
    ['a long timeout', () => ({ Timeout: 901 }), 'InvalidParameterValue.Timeout'],
    [
      'a bracket in the description',
      () => ({ Description: '[x]' }),
      'InvalidParameterValue.Description',
    ],
    [
      'a name that ends badly',
      () => ({ FunctionName: 'fn-' }),
      'InvalidParameterValue.FunctionName',
    ],
    ['a field nobody knows', () => ({ Tmeout: 3 }), 'UnknownParameter'],
    ['a missing field', () => ({ Runtime: undefined }), 'MissingParameter'],
    ['a wrong type', () => ({ Timeout: '3' }), 'InvalidParameterValue'],
  ];
  test.each(table)('%s', async (_name, part, refusal) => {
    expect(await codeOf(create(part()))).toBe(refusal);
  });

  test('a second function of the name, in the same region alone', async () => {
    await create();
    expect(await codeOf(create())).toBe('ResourceInUse.FunctionName');
    expect(await codeOf(call('GetFunction', place, DEMO_KEY, 'ap-tokyo'))).toBe(
      'ResourceNotFound.FunctionName',
    );
  });

  test('a change of the runtime', async () => {
    await create();
    settled();
    const change = call('UpdateFunctionConfiguration', { ...place, Runtime: 'Nodejs18.15' });
    expect(await codeOf(change)).toBe('InvalidParameterValue.Runtime');
  });

  test.each([
    ['an unknown key', { ...DEMO_KEY, secretId: 'AKIDnobody' }, 'AuthFailure.SecretIdNotFound'],
    ['a wrong key', { ...DEMO_KEY, secretKey: 'no' }, 'AuthFailure.SignatureFailure'],
    ['a token nobody gave', { ...DEMO_KEY, token: 'no' }, 'AuthFailure.TokenFailure'],
  ])('%s', async (_name, key, refusal) => {
    expect(await codeOf(call('GetFunction', place, key))).toBe(refusal);
  });

  test.each([
    ['an unknown action', 'InvokeEverything', 'ap-guangzhou', 'InvalidAction'],
    ['no region', 'GetFunction', 'Guangzhou', 'UnsupportedRegion'],
  ])('%s', async (_name, action, region, refusal) => {
    expect(await codeOf(call(action, place, DEMO_KEY, region))).toBe(refusal);
  });
});

describe('triggers', () => {
  const timer = { ...place, TriggerName: 't', Type: 'timer', Qualifier: '$DEFAULT' };
  const url = { ...place, TriggerName: 'url-trigger', Type: 'http', Qualifier: '$DEFAULT' };
  const access = (AuthType: string) =>
    JSON.stringify({ AuthType, NetConfig: { EnableIntranet: false, EnableExtranet: true } });
  beforeEach(async () => {
    await create();
    settled();
  });

  test('are created, listed by page, updated and deleted', async () => {
    await call('CreateTrigger', { ...timer, TriggerDesc: '0 0 4 * * * *', CustomArgument: 'x' });
    await call('CreateTrigger', { ...url, TriggerDesc: access('NONE') });
    expect(await call('ListTriggers', { ...place, Limit: 1, Offset: 1 })).toMatchObject({
      TotalCount: 2,
      Triggers: [{ Type: 'http', TriggerDesc: expect.stringContaining('tencentscf.com') }],
    });
    await call('UpdateTrigger', { ...timer, TriggerDesc: '0 0 5 * * * *', Enable: 'CLOSE' });
    expect((await call('ListTriggers', place)).Triggers[0]).toMatchObject({
      TriggerDesc: '{"cron":"0 0 5 * * * *"}',
      Enable: 0,
    });
    await call('DeleteTrigger', url);
    expect(await call('ListTriggers', place)).toMatchObject({ TotalCount: 1 });
  });

  const refusals: [name: string, action: string, params: object, code: string][] = [
    [
      'a bad cron',
      'CreateTrigger',
      { ...timer, TriggerDesc: '0 4 * * *' },
      'InvalidParameterValue.TriggerDesc',
    ],
    [
      'bad access',
      'CreateTrigger',
      { ...url, TriggerDesc: access('KEY') },
      'InvalidParameterValue.TriggerDesc',
    ],
    [
      '5 KB of argument',
      'CreateTrigger',
      { ...timer, TriggerDesc: '0 0 4 * * * *', CustomArgument: 'x'.repeat(5000) },
      'InvalidParameterValue.CustomArgument',
    ],
    ['what is not there', 'DeleteTrigger', timer, 'ResourceNotFound.Trigger'],
  ];
  test.each(refusals)('refused: %s', async (_name, action, params, refusal) => {
    expect(await codeOf(call(action, params))).toBe(refusal);
  });
});

test.each([
  [3, 60, 'LimitExceeded.RetryNum'],
  [1, 59, 'LimitExceeded.MsgTTL'],
])('a retry policy of %d times and %d s', async (RetryNum, MsgTTL, refusal) => {
  await create();
  settled();
  const AsyncTriggerConfig = { MsgTTL, RetryConfig: [{ RetryNum }] };
  const set = call('UpdateFunctionEventInvokeConfig', { ...place, AsyncTriggerConfig });
  expect(await codeOf(set)).toBe(refusal);
});

test('the log holds no zip and no key', async () => {
  await create();
  expect(JSON.stringify(scf.calls)).not.toContain(code.ZipFile.slice(0, 40));
  expect(scf.calls[0]).toMatchObject({
    action: 'CreateFunction',
    params: { Code: expect.stringMatching(/bytes$/) },
  });
});
