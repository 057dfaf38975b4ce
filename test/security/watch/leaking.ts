// Not one of the suite's tests: ../leaks.test.ts runs it and expects it to fail, once for every way to leak.
import { failed } from '../../../src/result';
import { findRow } from '../../../src/tencent/error-table';
import { bearer, post, TOKEN, webhook, webhookApi } from '../../support/webhook';

/** An API whose refusal carries a text: it reaches the log, and below status 500 the answer. */
function refusingApi(message: string) {
  const { api } = webhookApi();
  const failure = { ...findRow('InvalidParameter'), message };
  return { api: { ...api, startBackup: async () => failed(failure) }, close: () => {} };
}

const WAYS: Readonly<Record<string, () => Promise<unknown>>> = {
  'answer and log': () =>
    webhook({ deps: { openApi: () => refusingApi(`denied for ${TOKEN}`) } }).send(post(bearer())),
  // A direct invoke: nobody waits for an answer, so the failure is thrown.
  throw: () =>
    webhook({ deps: { openApi: () => refusingApi(`denied for ${TOKEN}`) } })
      .send({ InstanceId: 'crs-demo0001' } as never)
      .catch(() => 'caught by the test'),
  trace: () =>
    webhook({ deps: { openApi: () => refusingApi(`${new Error('inside').stack}`) } }).send(
      post(bearer()),
    ),
  nothing: () => webhook().send(post(bearer())),
};

test('passes by itself', async () => {
  await WAYS[process.env.LEAK ?? 'nothing']?.();
});
