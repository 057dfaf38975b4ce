// The bucket of leases, from an operator's side: what the role needs of it, and whether it can decide anything.
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import type { Config } from '../../src/config';
import type { Endpoint } from '../../src/redis-api';
import { openPool } from '../../src/tencent/connection';
import { callCos } from '../../src/tencent/cos-call';
import { openLeaseStore } from '../../src/tencent/lease-store';
import type { CheckRow } from './row';

const TIMEOUT_MS = 15_000;
const PERMISSION_HINT = 'npm run policy prints what the role needs';

/** `leases-1250000000.cos.ap-guangzhou.myqcloud.com`, in its parts. */
const DOMAIN = /^([a-z0-9-]+-(\d+))\.cos(?:-internal)?\.([a-z0-9-]+)\./;

/** What the role may do with the bucket: create and read leases, and overwrite or delete nothing. */
export function leaseStatements({ LEASE_BUCKET: bucket }: Pick<Config, 'LEASE_BUCKET'>): object[] {
  if (bucket === undefined) return [];
  const [, name = '*', account, region = '*'] = DOMAIN.exec(bucket.host) ?? [];
  const resource = [
    `qcs::cos:${region}:${account === undefined ? '' : `uid/${account}`}:${name}/leases/*`,
  ];
  return [
    {
      effect: 'allow',
      action: ['name/cos:PutObject'],
      resource,
      condition: { string_equal: { 'cos:x-cos-forbid-overwrite': 'true' } },
    },
    { effect: 'allow', action: ['name/cos:GetObject'], resource },
  ];
}

/** Reads only. `credential`: those of whoever looks, which may lack what the role has, and the other way round. */
export async function leaseRows(
  { LEASE_BUCKET: bucket }: Pick<Config, 'LEASE_BUCKET'>,
  credential: Credential,
): Promise<CheckRow[]> {
  if (bucket === undefined) return [];
  const access = { bucket, credential: () => credential };
  return [await versioningRow(access), await readRow(access)];
}

type Access = Parameters<typeof callCos>[0];

/** Only the empty answer says that the bucket never had versioning; once it had, a lease can be taken twice. */
async function versioningRow(access: Access): Promise<CheckRow> {
  const row = { check: 'lease bucket', of: access.bucket.host };
  const pool = openPool(access.bucket.protocol === 'https:');
  const call = { method: 'GET', path: '/', query: ['versioning'] } as const;
  const answer = await callCos(access, pool, call, TIMEOUT_MS);
  pool.close();
  if (!answer.ok) return { ...row, result: 'failed', detail: answer.reason };
  const { status, code, body } = answer.reply;
  const [, versioning] = /<Status>(\w+)<\/Status>/.exec(body) ?? [];
  if (versioning !== undefined)
    return {
      ...row,
      result: 'failed',
      detail: `versioning is ${versioning}, so that a lease could be taken twice: use a bucket that never had it`,
    };
  if (status === 200) return { ...row, result: 'ok', detail: 'never had versioning' };
  if (code === 'AccessDenied')
    return {
      ...row,
      result: 'not tested',
      detail: 'these credentials may not see its versioning (name/cos:GetBucketVersioning)',
    };
  return { ...row, result: 'failed', detail: `HTTP ${status} ${code}` };
}

async function readRow(access: Access): Promise<CheckRow> {
  const row = { check: 'permission', of: 'cos:GetObject' };
  const store = openLeaseStore(access);
  const found = await store.read('leases/check/1', TIMEOUT_MS);
  store.close();
  if (found.kind === 'unreadable')
    return { ...row, result: 'failed', detail: found.failure.message };
  return found.kind === 'denied'
    ? {
        ...row,
        result: 'not tested',
        detail: `refused: either the permission is missing, or it is for what is not there (${PERMISSION_HINT})`,
      }
    : { ...row, result: 'ok', detail: 'leases/*' };
}

export interface RaceReading {
  /** How many of the creations at once were answered 200. */
  readonly created: number;
  readonly taken: number;
  readonly other: readonly string[];
  /** Whether the object could be read straight after. */
  readonly readAtOnce: boolean;
  /** What is said of an object that is not there. */
  readonly missing: string;
}

const RACERS = 20;

/** Writes: what the bucket says to twenty creations of one object at once. `name`: one that nobody has used. */
export async function raceLease(
  bucket: Endpoint,
  credential: Credential,
  name: string,
): Promise<RaceReading> {
  const store = openLeaseStore({ bucket, credential: () => credential });
  try {
    const key = `leases/calibration/${name}`;
    // The connections are up before the race.
    await Promise.all(
      Array.from({ length: RACERS }, () => store.read('leases/calibration/none', TIMEOUT_MS)),
    );
    const all = await Promise.all(
      Array.from({ length: RACERS }, (_, index) =>
        store.create(key, JSON.stringify({ racer: index }), TIMEOUT_MS),
      ),
    );
    const count = (kind: string) => all.filter((one) => one.kind === kind).length;
    const after = await store.read(key, TIMEOUT_MS);
    const missing = await store.read(`${key}.none`, TIMEOUT_MS);
    return {
      created: count('created'),
      taken: count('taken'),
      other: all.flatMap((one) => ('failure' in one ? [one.failure.message] : [])),
      readAtOnce: after.kind === 'found',
      missing:
        missing.kind === 'missing' ? '404' : missing.kind === 'denied' ? '403' : 'unreadable',
    };
  } finally {
    store.close();
  }
}
