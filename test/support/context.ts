// SCF's `context` argument, and an invocation read from it.
import { type InvocationContext, readInvocation } from '../../src/invocation';
import type { ReadContext } from '../../src/triggers/trigger';
import { ageMs, START_OF_TIME } from './clock';
import { sha256 } from './hash';

/** The documented sample (https://cloud.tencent.com/document/product/583/9210), with a limit of a minute. */
export const platformContext = (part: Record<string, unknown> = {}): Record<string, unknown> => ({
  memory_limit_in_mb: 128,
  time_limit_in_ms: 60_000,
  request_id: '4ca7089c-3bb0-48cf-bcdb-26d130fed2ae',
  environment: '{"SCF_NAMESPACE":"default"}',
  environ: 'SCF_NAMESPACE=default;SCF_NAMESPACE=default',
  function_version: '$LATEST',
  function_name: 'backup-dev',
  namespace: 'default',
  tencentcloud_region: 'ap-guangzhou',
  tencentcloud_appid: '1250000000',
  tencentcloud_uin: '100000000001',
  ...part,
});

/** An invocation that begins when a manual clock does, with all that a trigger may use of it. */
export const invocation = (
  part: Record<string, unknown> = {},
): InvocationContext & ReadContext => ({
  ...readInvocation(platformContext(part), START_OF_TIME),
  sha256,
  ageMs,
});
