// The events of a scene: one trigger each, the same event however often it is delivered.
import { post, timerEvent } from '../events';

export type Via = 'timer' | 'http' | 'http without a key' | 'direct' | 'eventbridge' | 'ckafka';

const toRecord = (request: object, runKey: string, offset: number) => ({
  Ckafka: { topic: runKey, partition: 0, offset, msgKey: 'None', msgBody: JSON.stringify(request) },
});

/**
 * @param requests one for each record of a CKafka batch; of any other trigger the first alone counts
 * @param firedAt epoch milliseconds, the same for each delivery of a run
 */
export function toEvent(
  via: Via,
  runKey: string,
  requests: readonly [object, ...object[]],
  firedAt: number,
): unknown {
  const [request] = requests;
  switch (via) {
    case 'timer':
      return timerEvent(request, { TriggerName: runKey, Time: new Date(firedAt).toISOString() });
    case 'http':
      return post(request, { 'idempotency-key': runKey });
    case 'http without a key':
      return post(request);
    case 'direct':
      return { ...request, IdempotencyKey: runKey };
    case 'eventbridge':
      return {
        ...{ specversion: '1.0.2', id: runKey, type: 'backup:Requested', source: 'app.example' },
        ...{ subject: 'nightly', time: String(firedAt), region: 'ap-guangzhou' },
        ...{ datacontenttype: 'application/json;charset=utf-8', data: request },
      };
    case 'ckafka':
      return { Records: requests.map((one, offset) => toRecord(one, runKey, offset)) };
    default:
      return via satisfies never;
  }
}
