// Harmless reads of the Redis API, by the very call the function uses.
import type { Answer, Target } from '../../src/result';
import type { Access } from '../../src/tencent/call';
import { callApi, type Response } from '../../src/tencent/call';
import { type Connection, openPool } from '../../src/tencent/connection';
import { toApiText } from '../../src/tencent/time';

const TIMEOUT_MS = 15_000;
const DAY_MS = 86_400_000;
/** The list takes less than 30 days, or as many; its zone is unknown, so a day of it lies ahead. */
const [BACK_DAYS, AHEAD_DAYS] = [28, 1];

export class RedisReader {
  readonly #access: Access;
  readonly #pool: Connection;

  constructor(access: Access) {
    this.#access = access;
    this.#pool = openPool(access.endpoint.protocol === 'https:');
  }

  instance({ InstanceId, Region }: Target): Promise<Answer<Response>> {
    return this.#read('DescribeInstances', Region, { InstanceId, Limit: 1 });
  }

  /** Good backups only, newest month. */
  backups({ InstanceId, Region }: Target, now: number): Promise<Answer<Response>> {
    const window = {
      BeginTime: toApiText(now - BACK_DAYS * DAY_MS),
      EndTime: toApiText(now + AHEAD_DAYS * DAY_MS),
    };
    const params = { InstanceId, ...window, Status: [2], Limit: 100 };
    return this.#read('DescribeInstanceBackups', Region, params);
  }

  tasks({ InstanceId, Region }: Target): Promise<Answer<Response>> {
    return this.#read('DescribeTaskList', Region, { InstanceId, Limit: 1 });
  }

  autoBackup({ InstanceId, Region }: Target): Promise<Answer<Response>> {
    return this.#read('DescribeAutoBackupConfig', Region, { InstanceId });
  }

  close(): void {
    this.#pool.close();
  }

  #read(action: string, region: string, params: object): Promise<Answer<Response>> {
    const call = { action, region, params: { ...params }, timeoutMs: TIMEOUT_MS };
    return callApi(this.#access, this.#pool, call);
  }
}
