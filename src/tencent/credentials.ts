// The credentials rule: one triple from one source, read afresh for each call.
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';

type Source = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function triple(source: Source, id: string, key: string, token: string): Credential | undefined {
  const [secretId, secretKey, session] = [text(source[id]), text(source[key]), text(source[token])];
  if (secretId === undefined || secretKey === undefined) return undefined;
  return { secretId, secretKey, ...(session === undefined ? {} : { token: session }) };
}

/** A role's credentials are temporary: without their token they are somebody's leftovers, not a triple. */
function roleTriple(source: Source): Credential | undefined {
  const found = triple(
    source,
    'TENCENTCLOUD_SECRETID',
    'TENCENTCLOUD_SECRETKEY',
    'TENCENTCLOUD_SESSIONTOKEN',
  );
  return found?.token === undefined ? undefined : found;
}

function parsedEnvironment(environment: unknown): Source {
  // What is no object has none of the names that are looked up.
  if (typeof environment !== 'string') return Object(environment);
  try {
    return Object(JSON.parse(environment));
  } catch {
    // Older platforms wrote `k=v;k=v` here; the process environment has the same values then.
    return {};
  }
}

/**
 * SCF's role credentials from the context's `environment`, else from the process environment, else the SDK's own names
 * for use on a laptop. SCF's names differ from the SDK's by an underscore, so the SDK's default chain never finds them.
 *
 * @returns undefined when no source has them all
 */
export function findCredential(environment: unknown, env: Source): Credential | undefined {
  return (
    roleTriple(parsedEnvironment(environment)) ??
    roleTriple(env) ??
    triple(env, 'TENCENTCLOUD_SECRET_ID', 'TENCENTCLOUD_SECRET_KEY', 'TENCENTCLOUD_SESSION_TOKEN')
  );
}
