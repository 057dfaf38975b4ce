// The platform's side of an invocation: the `context` argument and the process environment.
// https://www.tencentcloud.com/document/product/583/9210 and https://cloud.tencent.com/document/product/583/32748
import type { FunctionDescription, Key } from './types';

/** The data part of `context`; the worker adds the functions. */
export interface ContextData {
  memory_limit_in_mb: number;
  time_limit_in_ms: number;
  request_id: string;
  /** JSON text. */
  environment: string;
  /** `k=v;k=v`: a value that holds a `;` corrupts it, on the platform too. */
  environ: string;
  function_version: string;
  function_name: string;
  namespace: string;
  tencentcloud_region: string;
  tencentcloud_appid: string;
  tencentcloud_uin: string;
}

const VERSION = '$LATEST';
const APP_ID = '1250000000';
const UIN = '100000000001';

/** @param credentials as they are at this very invocation; a warm instance's process environment has older ones */
export function contextData(
  description: FunctionDescription,
  requestId: string,
  credentials: Key,
): ContextData {
  const variables = {
    SCF_NAMESPACE: description.namespace,
    ...description.environment,
    ...credentialVariables(credentials),
  };
  return {
    memory_limit_in_mb: description.memoryMb,
    time_limit_in_ms: description.timeoutMs,
    request_id: requestId,
    environment: JSON.stringify(variables),
    environ: Object.entries(variables)
      .map(([name, value]) => `${name}=${value}`)
      .join(';'),
    function_version: VERSION,
    function_name: description.name,
    namespace: description.namespace,
    tencentcloud_region: description.region,
    tencentcloud_appid: APP_ID,
    tencentcloud_uin: UIN,
  };
}

/** What `process.env` of a new instance holds, and nothing of the host's own. */
export function processEnvironment(
  description: FunctionDescription,
  credentials: Key,
): Record<string, string> {
  return {
    ...description.environment,
    ...credentialVariables(credentials),
    TENCENTCLOUD_RUNENV: 'SCF',
    TENCENTCLOUD_REGION: description.region,
    TENCENTCLOUD_APPID: APP_ID,
    TENCENTCLOUD_UIN: UIN,
    SCF_FUNCTIONNAME: description.name,
    SCF_FUNCTIONVERSION: VERSION,
    SCF_NAMESPACE: description.namespace,
    TZ: 'UTC',
  };
}

/** Not the SDK's own names, which have one underscore more. */
function credentialVariables({ secretId, secretKey, token }: Key): Record<string, string> {
  return {
    TENCENTCLOUD_SECRETID: secretId,
    TENCENTCLOUD_SECRETKEY: secretKey,
    ...(token === undefined ? {} : { TENCENTCLOUD_SESSIONTOKEN: token }),
  };
}
