// Whether an event's data speaks of a call that this function made itself.
import { mentionsOwnCall } from '../../src/triggers/own-call';

const deep = (value: unknown): unknown =>
  JSON.parse(`${'{"a":['.repeat(20_000)}${JSON.stringify(value)}${']}'.repeat(20_000)}`);
const table: [name: string, data: unknown, tells: boolean][] = [
  ['the action', { eventName: 'ManualBackupInstance' }, true],
  ['the look before it', { eventName: 'DescribeInstanceBackups' }, true],
  ['the listing for a selector', { eventName: 'DescribeInstances' }, true],
  ['the question after a task', '{"eventName":"DescribeTaskInfo"}', true],
  ['a longer name', { eventName: 'DescribeInstancesModification' }, false],
  ['the action in a record that is text', '{"eventName":"ManualBackupInstance"}', true],
  [
    'the action in text in text',
    JSON.stringify({ a: '{"eventName":"ManualBackupInstance"}' }),
    true,
  ],
  ['the action as a key', { ManualBackupInstance: {} }, true],
  ['the marker', { requestParameters: { Remark: 'run-0a1b2c3d4e-5f6g nightly' } }, true],
  ['the marker in text', '{"Remark":"run-0a1b2c3d4e-5f6g "}', true],
  ['the action far down', deep('ManualBackupInstance'), true],
  ['another action far down', deep('UpgradeInstance'), false],
  ['another action', { eventName: 'UpgradeInstance' }, false],
  [
    'a policy that names the action',
    { policyDocument: '{"action":["redis:ManualBackupInstance"]}' },
    false,
  ],
  ['something like a marker', { Remark: 'run-short-1234' }, false],
  ['nothing', undefined, false],
  ['null', null, false],
];
test.each(table)('%s', (_name, data, tells) => expect(mentionsOwnCall(data)).toBe(tells));
