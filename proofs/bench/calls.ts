// How many API calls an invocation makes, read from the local cloud's own record of them.
import { join } from 'node:path';
import type { RedisCloud } from '../../emulator/redis/server';
import { readService } from '../../emulator/scf/service';
import { ROOT } from '../../scripts/bundle';
import { LOCAL_TOKEN, type LocalCloud, startLocalCloud } from '../../scripts/local-cloud';

export interface CallsRow {
  readonly name: string;
  /** Calls by action, in the API's names. */
  readonly calls: Readonly<Record<string, number>>;
  readonly reads: number;
  readonly writes: number;
}

const ID = 'crs-demo0001';
const TEN = Array.from({ length: 10 }, (_, index) => `crs-bench${String(index).padStart(3, '0')}`);

const webhook = (request: object, key?: string) => ({
  httpMethod: 'POST',
  path: '/',
  headers: {
    'content-type': 'application/json',
    authorization: `Bearer ${LOCAL_TOKEN}`,
    ...(key === undefined ? {} : { 'idempotency-key': key }),
  },
  body: JSON.stringify(request),
});

const reading = (path: string, queryString: Record<string, string>) => ({
  httpMethod: 'GET',
  path,
  headers: { authorization: `Bearer ${LOCAL_TOKEN}` },
  queryString,
  body: '',
});

const one = { InstanceId: ID };
const addTen = (redis: RedisCloud) => {
  for (const instanceId of TEN) redis.setInstance({ instanceId });
};

const backUpTen = ({ redis }: LocalCloud) => {
  for (const instanceId of TEN) redis.addBackup({ instanceId, startedAt: Date.now() - 3_600_000 });
};

interface Feature {
  readonly name: string;
  readonly event: object;
  /** Before the event, and not counted. */
  readonly prepare?: (cloud: LocalCloud) => unknown;
  /** On a cloud with a bucket for leases. */
  readonly lease?: boolean;
}

const FEATURES: readonly Feature[] = [
  { name: 'a webhook without a run key', event: webhook(one) },
  {
    name: 'with a run key, on a cold instance: two longer lists of states are refused first',
    event: webhook(one, 'cold'),
  },
  {
    name: 'with a run key, on a warm one: webhook, timer, direct call',
    event: webhook(one, 'warm'),
  },
  {
    name: 'the same run again, on the same instance: adopted',
    event: webhook(one, 'again'),
    prepare: ({ host }) => host.invoke(webhook(one, 'again')),
  },
  { name: 'ten instances, with a run key', event: webhook({ InstanceIds: TEN }, 'ten') },
  {
    name: 'ten instances by a selector',
    event: webhook({ Selector: { NamePrefix: 'crs-bench' } }, 'selector'),
  },
  { name: 'ten instances, DryRun', event: webhook({ InstanceIds: TEN, DryRun: true }, 'dry') },
  {
    name: 'ten instances, all backed up lately: skipped',
    event: webhook({ InstanceIds: TEN, SkipIfBackedUpWithinHours: 20 }, 'lately'),
    prepare: backUpTen,
  },
  {
    name: 'GET coverage of ten instances',
    event: reading('/coverage', { InstanceIds: TEN.join() }),
    prepare: backUpTen,
  },
  { name: 'GET backups of one', event: reading('/backups', { InstanceId: ID }) },
  {
    name: 'no key, throttled twice before it is let through: the lists are read after a limit',
    event: webhook(one),
    prepare: ({ redis }) => redis.script({ code: 'RequestLimitExceeded', times: 2 }),
  },
  {
    name: 'no key, the connection is lost after the write',
    event: webhook(one),
    prepare: ({ redis }) => redis.script({ fault: 'hang-up' }),
  },
  {
    name: 'no key, a locked instance: refused after ten seconds',
    event: webhook(one),
    prepare: ({ redis }) => redis.lock(ID),
  },
  { name: 'with a run key and a lease (strict mode)', event: webhook(one, 'leased'), lease: true },
  { name: 'an invalid request', event: webhook({ instanceId: ID }) },
  { name: 'no token', event: { ...webhook(one), headers: {} } },
];

async function measure({ name, event, prepare }: Feature, cloud: LocalCloud): Promise<CallsRow> {
  const { redis, host, cos } = cloud;
  redis.reset();
  addTen(redis);
  await prepare?.(cloud);
  redis.calls.length = 0;
  await host.invoke(event);
  const calls: Record<string, number> = {};
  for (const { action } of redis.calls) calls[action] = (calls[action] ?? 0) + 1;
  for (const { method } of cos?.calls ?? [])
    calls[`${method} to COS`] = (calls[`${method} to COS`] ?? 0) + 1;
  const writes = calls.ManualBackupInstance ?? 0;
  return { name, calls, writes, reads: redis.calls.length - writes };
}

/** Runs the built function of dist/ on a local cloud, one feature after the other. */
export async function measureCalls(): Promise<CallsRow[]> {
  const service = readService(join(ROOT, 'test', 'fixtures', 'serverless.yml'));
  const clouds = {
    plain: await startLocalCloud(service),
    leased: await startLocalCloud(service, { lease: true }),
  };
  try {
    const rows: CallsRow[] = [];
    for (const feature of FEATURES)
      rows.push(await measure(feature, feature.lease === true ? clouds.leased : clouds.plain));
    return rows;
  } finally {
    await clouds.plain.close();
    await clouds.leased.close();
  }
}
