// What the tests of this folder take from the aliased bundle: the SDK's client, and its signer alone.
export { default as Sign } from 'tencentcloud-sdk-nodejs/tencentcloud/common/sign';
export { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/redis/v20180412/redis_client';
