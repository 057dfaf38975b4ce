// Finds the credentials: id, key and token from one source, read afresh for each call because a role's change.
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';

type Source = Readonly<Record<string, unknown>>;

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

function readTriple(
  source: Source,
  id: string,
  key: string,
  token: string,
): Credential | undefined {
  const [secretId, secretKey, sessionToken] = [
    text(source[id]),
    text(source[key]),
    text(source[token]),
  ];
  if (secretId === undefined || secretKey === undefined) return undefined;
  return { secretId, secretKey, ...(sessionToken === undefined ? {} : { token: sessionToken }) };
}

/** A role's credentials are temporary, and the API does not accept them without their token. */
function readRoleTriple(source: Source): Credential | undefined {
  const credential = readTriple(
    source,
    'TENCENTCLOUD_SECRETID',
    'TENCENTCLOUD_SECRETKEY',
    'TENCENTCLOUD_SESSIONTOKEN',
  );
  return credential?.token === undefined ? undefined : credential;
}

function parseEnvironment(environment: unknown): Source {
  // A value that is not an object has none of these names.
  if (typeof environment !== 'string') return Object(environment);
  try {
    return Object(JSON.parse(environment));
  } catch {
    // Older platforms write `k=v;k=v` here, and put the same values into the process environment.
    return {};
  }
}

/**
 * SCF's role credentials from the context's `environment`, else from the process environment, else those under the
 * SDK's names, for local use. SCF's names differ by an underscore, so the SDK's default chain never finds them.
 *
 * @returns undefined when no source is complete
 */
export function findCredential(environment: unknown, env: Source): Credential | undefined {
  return (
    readRoleTriple(parseEnvironment(environment)) ??
    readRoleTriple(env) ??
    readTriple(
      env,
      'TENCENTCLOUD_SECRET_ID',
      'TENCENTCLOUD_SECRET_KEY',
      'TENCENTCLOUD_SESSION_TOKEN',
    )
  );
}

export const REDACTED = '[redacted]';

/** Shorter ones are no secrets of Tencent's, and would be found in texts that have nothing to do with them. */
const MIN_VALUE = 8;

/** The longest first: one that holds another is hidden whole. */
export const listValues = (credential: Credential): readonly string[] =>
  Object.values(credential)
    .filter((value) => String(value).length >= MIN_VALUE)
    .sort((a, b) => b.length - a.length);

/** A text without the values of the credential in use. */
export const hideValues = (text: string, values: readonly string[]): string =>
  values.reduce((shown, value) => shown.replaceAll(value, REDACTED), text);
