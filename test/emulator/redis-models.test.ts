// What the local cloud answers beside the model files of the SDK: every field of a record is there, and of its type. The
// SDKs of other languages read the same fields, some of them without looking whether they are there.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { startRedisCloud } from '../../emulator/redis/server';
import { isObject } from '../../src/request/json';
import { sdk } from './redis-client';

const FILE = require.resolve(
  'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_models',
);
const SOURCE = readFileSync(join(FILE, '..', 'redis_models.d.ts'), 'utf8');

/** The fields of a record and their types, as its interface has them. */
function fieldsOf(model: string): Map<string, string> {
  const [, body = ''] =
    new RegExp(`export interface ${model} \\{([\\s\\S]*?)\\n\\}`).exec(SOURCE) ?? [];
  return new Map(
    [...body.matchAll(/^ {4}(\w+)\??: (.+);$/gm)].map(([, name = '', type = '']) => [name, type]),
  );
}

/** What is wrong with a value of a type: fields that are missing, unknown or of another type, by their paths. */
function flawsOf(value: unknown, type: string, path: string): string[] {
  const [, element] = /^Array<(\w+)>$/.exec(type) ?? [];
  if (element !== undefined)
    return Array.isArray(value)
      ? value.flatMap((one) => flawsOf(one, element, `${path}[]`))
      : [`${path} is no list`];
  if (['string', 'number', 'boolean'].includes(type))
    return typeof value === type ? [] : [`${path} is no ${type}`];
  const fields = fieldsOf(type);
  if (!isObject(value) || fields.size === 0) return [`${path} is no ${type}`];
  const unknown = Object.keys(value).filter((name) => !fields.has(name));
  return [
    ...unknown.map((name) => `${path}.${name} is unknown`),
    ...[...fields].flatMap(([name, of]) =>
      Object.hasOwn(value, name)
        ? flawsOf(value[name], of, `${path}.${name}`)
        : [`${path}.${name} is missing`],
    ),
  ];
}

const ONE = { InstanceId: 'crs-demo0001' };

test('every answer is one of its model', async () => {
  const cloud = await startRedisCloud({ taskMs: 0 });
  const call = sdk(cloud);
  const started = await call('ManualBackupInstance', ONE);
  const answers: [action: string, answer: unknown][] = [['ManualBackupInstance', started]];
  const rest: [action: string, params: Record<string, unknown>][] = [
    ['DescribeTaskInfo', { TaskId: started.TaskId }],
    ['DescribeTaskList', { InstanceId: 'crs-demo0001' }],
    ['DescribeInstanceBackups', ONE],
    ['DescribeInstances', {}],
    ['DescribeAutoBackupConfig', ONE],
  ];
  for (const [action, params] of rest) answers.push([action, await call(action, params)]);
  await cloud.close();
  for (const [action, answer] of answers)
    expect(flawsOf(answer, `${action}Response`, action)).toEqual([]);
  // Lists that are empty would prove nothing of their records.
  const counts = answers.flatMap(([, answer]) => Object(answer).TotalCount ?? []);
  expect(counts.map((count) => count > 0)).toEqual([true, true, true]);
});
