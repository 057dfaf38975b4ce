// CKafka: Records[].Ckafka, up to 10,000 of them, each with its request in `msgBody`.
// https://cloud.tencent.com/document/product/583/17530 writes `Partition`, its summary page `partition`.
import { deliveryWithKey, messagePayload } from './event';
import { holdsRecords, readRecords } from './records';
import { throwIfRerunHelps } from './throw-on-failure';
import type { Trigger } from './trigger';

export const ckafka: Trigger = {
  name: 'ckafka',
  patience: 'caller',
  claims: (event) => holdsRecords(event, 'Ckafka'),
  read: (event, context) =>
    readRecords(event, 'Ckafka', (record, path) => {
      const { topic, Partition, partition = Partition, offset, msgBody } = record;
      const payload = messagePayload(msgBody, `${path}.msgBody`);
      return deliveryWithKey(path, { topic, partition, offset }, payload, context);
    }),
  // The partition is read in order, and a failed batch is run again, 10,000 times unless set otherwise. A throw for a
  // record that can never succeed would block all records after it.
  respond: throwIfRerunHelps,
};
