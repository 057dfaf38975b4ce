// The SDK as a careful user has it: imported from its depth, bundled plainly, called by its own method.
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';

export interface Place {
  readonly host: string;
  /** Over TLS. */
  readonly secure?: boolean;
  readonly secretId: string;
  readonly secretKey: string;
}

/** One client for all calls, as its documentation has it. */
export function sdkCaller({ host, secure, secretId, secretKey }: Place) {
  const client = new Client({
    credential: { secretId, secretKey },
    region: 'ap-guangzhou',
    profile: { httpProfile: { endpoint: host, protocol: secure ? 'https://' : 'http://' } },
  });
  return (InstanceId: string) => client.ManualBackupInstance({ InstanceId, Remark: 'nightly' });
}
