// The whole local cloud: the Redis API, COS where leases are asked for, and, with their key and their addresses, the SCF
// host that runs the built function.
import { type CosCloud, startCos } from '../emulator/cos/server';
import {
  DEMO_INSTANCES,
  type Dialect,
  type RedisCloud,
  type SeedInstance,
  startRedisCloud,
} from '../emulator/redis/server';
import { requestIn } from '../emulator/scf/coverage';
import { type ScfHost, type ScfHostOptions, startScfHost } from '../emulator/scf/host';
import type { FunctionDescription, Key } from '../emulator/scf/types';
import { BUNDLE } from './bundle';

/** Opens the webhook of a local cloud and of nothing else. */
export const LOCAL_TOKEN = 'local-development-token-0001';

/** The same for signatures; made of a text, so that nobody takes it for a real one. */
export const LOCAL_SIGNING_SECRET = `whsec_${Buffer.from('local-development-signing-secret').toString('base64')}`;

/** Temporary credentials, as a function's role has them. */
const LOCAL_KEY: Key = {
  secretId: 'AKIDlocal000000001',
  secretKey: 'local-secret-key',
  token: 'local-session-token',
};

export interface LocalCloud {
  redis: RedisCloud;
  /** Only with leases. */
  cos?: CosCloud;
  host: ScfHost;
  close(): Promise<void>;
}

export type LocalCloudOptions = Pick<
  ScfHostOptions,
  'port' | 'shape' | 'maxInstances' | 'retryDelayMs' | 'onInvocation' | 'onLine'
> & {
  /** How many instances to add, tagged `backup: daily` like some of the demo ones. */
  fleet?: number;
  /** How the Redis API behaves where its documentation leaves room. */
  dialect?: Partial<Dialect>;
  /** Strict mode: a bucket for leases. */
  lease?: boolean;
};

/**
 * Starts both on loopback, with the demo instances and those that its requests name.
 * @throws the listen error: `code` EADDRINUSE for a taken port
 */
export async function startLocalCloud(
  description: FunctionDescription,
  { fleet = 0, dialect = {}, lease = false, ...options }: LocalCloudOptions = {},
): Promise<LocalCloud> {
  const { redis, credentials } = await startRedisFor(description, fleet, dialect);
  const cos = lease
    ? await startCos({ keys: [credentials()], readings: () => redis.dialect() })
    : undefined;
  try {
    const environment = {
      REDIS_API_ENDPOINT: redis.url,
      LEASE_BUCKET: cos?.url ?? '',
      // Whoever watches the deployed function is not told of this one.
      PING_URL: '',
      WEBHOOK_AUTH: 'both',
      WEBHOOK_SECRETS: `${LOCAL_TOKEN} ${LOCAL_SIGNING_SECRET}`,
    };
    const host = await startScfHost({
      ...options,
      file: BUNDLE,
      description,
      credentials,
      environment,
    });
    const close = async () => {
      await host.close();
      await redis.close();
      await cos?.close();
    };
    return { redis, host, close, ...(cos === undefined ? {} : { cos }) };
  } catch (error) {
    await redis.close();
    await cos?.close();
    throw error;
  }
}

/** The Redis API alone, and the key by which the function's role is known to it. */
export async function startRedisFor(
  description: FunctionDescription,
  fleet = 0,
  dialect: Partial<Dialect> = {},
): Promise<{ redis: RedisCloud; credentials: () => Key }> {
  const instances = [...instancesFor(description), ...fleetOf(fleet, description)];
  const redis = await startRedisCloud({ keys: [LOCAL_KEY], instances, dialect });
  return { redis, credentials: () => LOCAL_KEY };
}

const fleetOf = (count: number, { environment, region }: FunctionDescription) =>
  Array.from({ length: count }, (_, index) => ({
    instanceId: `crs-fleet${String(index).padStart(4, '0')}`,
    name: `fleet-${index}`,
    region: environment.BACKUP_REGION || region,
    tags: { backup: 'daily' },
  }));

/** So that `npm start` still works once serverless.yml names the operator's own region and instances. */
function instancesFor({ environment, region, timers }: FunctionDescription) {
  const home = environment.BACKUP_REGION || region;
  const demo = DEMO_INSTANCES.map((instance) => ({ ...instance, region: home }));
  const known = new Set(demo.map(({ instanceId }) => instanceId));
  const requests = [...timers.map(({ argument }) => argument), environment.DEFAULT_REQUEST ?? ''];
  const named = requests
    .flatMap((json, index) => [...instancesNamedBy(json), ...instanceSelectedBy(json, index)])
    .filter(({ instanceId }) => !known.has(instanceId));
  return [...demo, ...named.map((instance) => ({ region: home, ...instance }))];
}

function instancesNamedBy(json: string): SeedInstance[] {
  const { InstanceId, InstanceIds, Region } = requestIn(json);
  const ids = [InstanceId, InstanceIds].flat().filter((id) => typeof id === 'string');
  return ids.map((instanceId) =>
    typeof Region === 'string' ? { instanceId, region: Region } : { instanceId },
  );
}

/** One that the selector finds, whatever tags and names the operator's own instances have. */
function instanceSelectedBy(json: string, index: number): SeedInstance[] {
  const { Selector } = requestIn(json);
  if (Selector === undefined) return [];
  const { Tags = [], NamePrefix = '', Regions } = Object(Selector);
  const tags = [Tags].flat().map((tag) => [Object(tag).TagKey, Object(tag).TagValue]);
  return [
    {
      instanceId: `crs-picked${String(index).padStart(2, '0')}`,
      name: `${NamePrefix}picked-${index}`,
      tags: Object.fromEntries(tags),
      ...(Array.isArray(Regions) ? { region: String(Regions[0]) } : {}),
    },
  ];
}
