// One function from its creation to its end, by the real command and the real SDK.
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ScfCloud, startScfCloud } from '../../emulator/scf-api/server';
import { zipOf } from '../../scripts/deploy/zip';
import { NAME, planOf, type Ran, type Workshop, workshop, writesOf } from './workshop';

jest.setTimeout(60_000);

let scf: ScfCloud;
let shop: Workshop;
beforeAll(async () => {
  scf = await startScfCloud({ changeMs: 60 });
  shop = workshop(scf.url);
});
afterAll(() => scf.close());

/** Runs a command; the actions it called that change anything, in order, with the code each was refused with. */
async function run(args: string, env?: Record<string, string>): Promise<Ran & { did: string[] }> {
  scf.calls.length = 0;
  const ran = await shop.serverless(args, env);
  return { ...ran, did: writesOf(scf) };
}

const CREATED = [
  'CreateFunction',
  'UpdateFunctionEventInvokeConfig',
  'CreateTrigger',
  'CreateTrigger',
];

test('what the framework prints of the shipped description holds no secret', async () => {
  const { folder, serverless } = workshop();
  for (const file of ['serverless.yml', 'backup.example.yml'])
    copyFileSync(file, join(folder, file));
  const { status, output } = await serverless('print');
  expect([status, output]).toEqual([0, expect.stringContaining(`name: ${NAME}`)]);
  expect(output).not.toContain('a-token-for-the-tests');
});

// The tests of this block follow one another, as the days of a function do.
describe('the life of a function', () => {
  test('it is created, with sockets to the API alone and no secret in sight', async () => {
    const SOCKET_LOG = join(shop.folder, 'sockets');
    const NODE_OPTIONS = `--require ${process.cwd()}/proofs/deploy/sockets.cjs`;
    const ran = await run('deploy', { SOCKET_LOG, NODE_OPTIONS });
    expect(ran).toMatchObject({ status: 0, did: CREATED });
    expect(planOf(ran)).toEqual([
      expect.stringMatching(
        /^create function scf-redis-backup-dev \(Nodejs20\.19, 128 MB, 60 s, code [0-9a-f]{12}\)$/,
      ),
      'set retry policy (2 more attempts, events wait at most 21600 s)',
      'create trigger nightly (timer 0 30 23 * * * *)',
      'create trigger url-trigger (http auth NONE, public)',
    ]);
    expect(ran.output).toMatch(/url: https:\/\/[\w-]+\.ap-guangzhou\.tencentscf\.com/);
    const sockets = new Set(readFileSync(SOCKET_LOG, 'utf8').trim().split('\n'));
    expect([...sockets]).toEqual([`tcp 127.0.0.1:${scf.port}`]);
    expect(ran.output).not.toContain('a-token-for-the-tests');
    expect(ran.output).not.toContain('demo-secret-key');
  });

  test('it waits for the new function before it adds anything', () => {
    const actions = scf.calls.map(({ action }) => action);
    const [created, next] = [
      actions.indexOf('CreateFunction'),
      actions.indexOf('UpdateFunctionEventInvokeConfig'),
    ];
    expect(actions.slice(created + 1, next)).toContain('GetFunction');
    expect(scf.calls.flatMap(({ code }) => code ?? [])).toEqual(['ResourceNotFound.FunctionName']);
  });

  test('what is there is what serverless.yml describes', () => {
    expect(scf.fn(NAME)).toMatchObject({
      region: 'ap-guangzhou',
      Runtime: 'Nodejs20.19',
      Handler: 'index.main_handler',
      MemorySize: 128,
      Timeout: 60,
      Role: 'scf-redis-backup',
      Variables: expect.arrayContaining([
        { Key: 'BACKUP_REGION', Value: 'ap-guangzhou' },
        { Key: 'WEBHOOK_SECRETS', Value: 'a-token-for-the-tests-0001' },
      ]),
      retry: { MsgTTL: 21_600, RetryNum: 2 },
      triggers: [
        {
          TriggerName: 'nightly',
          Qualifier: '$DEFAULT',
          Enable: 1,
          CustomArgument: '{"InstanceId":"crs-demo0001","Remark":"nightly"}',
        },
        { TriggerName: 'url-trigger', Type: 'http', Qualifier: '$DEFAULT' },
      ],
    });
    expect(scf.fn(NAME).Description).toMatch(
      /^One trigger, one proven Redis backup, code [0-9a-f]{64}$/,
    );
  });

  test('what changed is updated, and nothing else: variables and a trigger', async () => {
    shop.describe(
      [`LOG_LEVEL: \${env:LOG_LEVEL, 'info'}`, "MAX_STORAGE_DAYS: '30'"],
      ['0 30 23 * * * *', '0 0 5 * * * *'],
      ['Remark: nightly', 'Remark: at five'],
    );
    const ran = await run('deploy', { WEBHOOK_SECRETS: 'another-token-for-tests-0002' });
    expect(ran).toMatchObject({
      status: 0,
      did: ['UpdateFunctionConfiguration', 'UpdateTrigger'],
    });
    expect(planOf(ran)).toEqual([
      'update configuration (variable LOG_LEVEL removed; variable MAX_STORAGE_DAYS added: none → 30; variable WEBHOOK_SECRETS changed)',
      'update trigger nightly (cron 0 30 23 * * * * → 0 0 5 * * * *; argument)',
    ]);
    expect(ran.output).not.toContain('another-token');
    const { Variables, triggers } = scf.fn(NAME);
    expect(Variables.map(({ Key }) => Key)).not.toContain('LOG_LEVEL');
    expect(Variables).toContainEqual({ Key: 'MAX_STORAGE_DAYS', Value: '30' });
    expect(triggers[0]).toMatchObject({
      TriggerDesc: '{"cron":"0 0 5 * * * *"}',
      CustomArgument: '{"InstanceId":"crs-demo0001","Remark":"at five"}',
    });
  });

  test('other code is uploaded, from a package made before', async () => {
    const folder = join(shop.folder, 'release');
    mkdirSync(folder);
    const zip = await zipOf(
      new Map([['index.js', Buffer.from('exports.main_handler = () => 1;')]]),
    );
    writeFileSync(join(folder, 'scf-redis-backup.zip'), zip);
    const ran = await run('deploy --package release');
    expect(ran).toMatchObject({
      status: 0,
      did: ['UpdateFunctionCode', 'UpdateFunctionConfiguration'],
    });
    const sha256 = createHash('sha256').update(zip).digest('hex');
    expect(planOf(ran)[0]).toMatch(new RegExp(`^update code \\(\\w{12} → ${sha256.slice(0, 12)}`));
    expect(scf.fn(NAME).zip.equals(zip)).toBe(true);
    expect(scf.fn(NAME).Description).toContain(sha256);
  });

  test('a step that fails is named, with why and what to do; a re-run continues', async () => {
    scf.script({ action: 'UpdateFunctionConfiguration', code: 'FailedOperation.QcsRoleNotFound' });
    const first = await run('deploy');
    expect(first).toMatchObject({
      status: 1,
      did: ['UpdateFunctionCode', 'UpdateFunctionConfiguration FailedOperation.QcsRoleNotFound'],
    });
    expect(first.output).toMatch(/step 2 of 2, update configuration \(.*\), failed\./);
    expect(first.output).toMatch(/Why: FailedOperation\.QcsRoleNotFound: .*RequestId/);
    expect(first.output).toMatch(/What to do: create the role first: npm run policy/);
    expect(first.output).toContain('The steps before it are done.');
    const second = await run('deploy');
    expect(second).toMatchObject({
      status: 0,
      did: ['UpdateFunctionCode', 'UpdateFunctionConfiguration'],
    });
  });

  test('a trigger that is not declared is listed and kept', async () => {
    const [nightly] = scf.fn(NAME).triggers;
    if (nightly === undefined) throw new Error('the timer is gone');
    const byHand = { ...nightly, TriggerName: 'by-hand', Description: '' };
    scf.edit(NAME, { triggers: [...scf.fn(NAME).triggers, byHand] });
    const ran = await run('deploy');
    expect(ran).toMatchObject({ status: 0, did: [] });
    expect(ran.output).toContain(
      'kept: trigger by-hand (timer 0 0 5 * * * *) is not in the file, and no deploy made it; --prune deletes it',
    );
  });

  test('another runtime is refused, with the remedy', async () => {
    shop.describe(['Nodejs20.19', 'Nodejs18.15']);
    const ran = await run('deploy');
    expect(ran).toMatchObject({ status: 1, did: [] });
    expect(ran.output).toMatch(
      /runs on Nodejs20\.19, and SCF cannot change that to Nodejs18\.15\. Either keep .* or remove the function \(npm run remove\)/,
    );
    shop.describe();
  });

  test('a wrong key is refused, without a stack trace', async () => {
    const ran = await run('deploy', { TENCENTCLOUD_SECRET_KEY: 'wrong' });
    expect(ran).toMatchObject({ status: 1, did: [] });
    expect(ran.output).toMatch(
      /AuthFailure\.SignatureFailure.*\n.*What to do: check TENCENTCLOUD_SECRET_KEY/,
    );
    expect(ran.output).not.toMatch(/\n\s+at /);
  });

  test('it is removed', async () => {
    const ran = await run('remove --prune');
    expect(ran).toMatchObject({ status: 0, did: ['DeleteFunction'] });
    expect(ran.output).toContain('every backup it made stays');
    expect(scf.functions()).toEqual([]);
  });
});
