// The built function as a process: its settings, its credentials, what it prints, and what must not bring it down.
import type { Key } from '../../emulator/scf/types';
import { TOKEN } from '../../test/support/deps';
import { post, timer as timerEvent } from '../../test/support/events';
import {
  type BuiltFunction,
  httpReply,
  ROLE_KEY,
  startFunction,
} from '../../test/support/function';

const REQUEST = { InstanceId: 'crs-demo0001' };

describe('credentials', () => {
  test('are those of each run, not those a warm process was started with', async () => {
    let key: Key = { ...ROLE_KEY, token: 'expired' };
    const fn = await startFunction({ credentials: () => key });
    const early = await fn.invoke(post(REQUEST));
    expect(httpReply(early.result).body.code).toBe('AuthFailure.TokenFailure');
    key = ROLE_KEY;
    const late = await fn.invoke(post(REQUEST));
    expect([httpReply(late.result).status, late.coldStart]).toEqual([202, false]);
  });

  test('that the API does not know need the operator: 500, and the answer shows nothing of them', async () => {
    const fn = await startFunction({ cloud: { keys: [{ ...ROLE_KEY, secretKey: 'another' }] } });
    const invocation = await fn.invoke(post(REQUEST));
    const { status, body } = httpReply(invocation.result);
    expect([status, body.code]).toEqual([500, 'AuthFailure.SignatureFailure']);
    for (const secret of [...Object.values(ROLE_KEY), TOKEN])
      expect(JSON.stringify(invocation)).not.toContain(secret);
  });
});

test('a bad setting fails every event, names itself in the log, and is not shown', async () => {
  const fn = await startFunction({ settings: { WEBHOOK_SECRETS: 'topsecret' } });
  const answered = await fn.invoke(post(REQUEST));
  expect(httpReply(answered.result)).toMatchObject({
    status: 500,
    body: { code: 'Misconfigured' },
  });
  expect(answered.log.join()).toMatch(/WEBHOOK_SECRETS.*24 characters/);
  const thrown = await fn.invoke(timerEvent(REQUEST));
  expect(thrown.thrown?.message).toMatch(/WEBHOOK_SECRETS.*24 characters/);
  expect(JSON.stringify([answered, thrown])).not.toContain('topsecret');
});

test('the log is JSON lines with SCF’s id, Tencent’s and no secret', async () => {
  const fn = await startFunction();
  const { log, requestId: invocationId } = await fn.invoke(
    post({ ...REQUEST, Remark: 'topsecret' }),
  );
  const lines = log.map((line) => JSON.parse(line));
  expect(lines).toMatchObject([
    {
      event: 'target',
      invocationId,
      requestId: fn.cloud.calls[0]?.requestId,
      outcome: 'accepted',
    },
    { event: 'delivery', invocationId, trigger: 'http', status: 202 },
    { event: 'summary', invocationId, outcomes: { accepted: 1 }, failures: 0 },
  ]);
  for (const secret of [...Object.values(ROLE_KEY), TOKEN, 'topsecret'])
    expect(log.join()).not.toContain(secret);
});

test('LOG_LEVEL error leaves out what went well', async () => {
  const fn = await startFunction({ settings: { LOG_LEVEL: 'error' } });
  expect((await fn.invoke(post(REQUEST))).log).toEqual([]);
});

describe('faults of the network', () => {
  const FAULTS = [
    'event-stream',
    'redirect-307',
    'reset',
    'cut-chunked',
    'drip',
    'stall-body',
  ] as const;
  const instances = FAULTS.map((fault) => ({ instanceId: `crs-${FAULTS.indexOf(fault)}`, fault }));
  const writesOf = (fn: BuiltFunction, id: string) =>
    fn.cloud.calls.filter(
      (call) => call.action === 'ManualBackupInstance' && call.instanceId === id,
    );

  test('one write, one answer in time each, and processes that live on', async () => {
    const fn = await startFunction({ timeoutMs: 3_000, cloud: { instances } });
    for (const step of instances) fn.cloud.script({ ...step, execute: false });
    const askAll = () =>
      Promise.all(instances.map(({ instanceId }) => fn.invoke(post({ InstanceId: instanceId }))));

    const met = await askAll();
    for (const [index, { error, result, durationMs, log }] of met.entries()) {
      expect({ fault: FAULTS[index], error }).toEqual({ fault: FAULTS[index], error: undefined });
      expect(durationMs).toBeLessThan(3_000);
      expect(httpReply(result)).toMatchObject({
        status: 409,
        body: { code: 'OutcomeUnknown', outcome: 'unknown', retryable: false },
      });
      expect(writesOf(fn, `crs-${index}`)).toHaveLength(1);
      // An unhandled rejection or error event would be on stderr.
      for (const line of log) expect(() => JSON.parse(line)).not.toThrow();
    }

    // And it would have ended the process: these are the same ones.
    for (const { result, coldStart } of await askAll())
      expect([httpReply(result).status, coldStart]).toEqual([202, false]);
  });
});

test('a timer delivered twice makes one backup, and says so', async () => {
  const fn = await startFunction({ cloud: { taskMs: 0 } });
  const event = timerEvent(REQUEST);
  expect(await fn.invoke(event)).toMatchObject({ ok: true, result: { Outcome: 'accepted' } });
  expect(await fn.invoke(event)).toMatchObject({ ok: true, result: { Outcome: 'adopted' } });
  expect(fn.cloud.backups('crs-demo0001')).toHaveLength(1);
});
