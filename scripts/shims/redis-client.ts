/**
 * Stands in for the SDK's `redis_client`: its class without the 98 methods, each of which is a call of `request`, the one
 * this function uses because it alone takes a signal. A test holds endpoint and version to those of the real class.
 */
import { AbstractClient } from 'tencentcloud-sdk-nodejs/tencentcloud/common/abstract_client';
import type { ClientConfig } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';

export class Client extends AbstractClient {
  constructor(config: ClientConfig) {
    super('redis.tencentcloudapi.com', '2018-04-12', config);
  }
}
