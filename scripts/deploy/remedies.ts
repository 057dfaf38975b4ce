// Error codes of the SCF API → what the person who deploys can do. The first row that fits counts.
// https://cloud.tencent.com/document/product/583/17238

const AGAIN = 'run the same command again: it continues where this one stopped';

const REMEDIES: readonly (readonly [prefix: string, remedy: string])[] = [
  [
    'AuthFailure.SecretIdNotFound',
    'check TENCENTCLOUD_SECRET_ID; keys of the international site work on its own endpoint only (DEPLOY_API_ENDPOINT=scf.intl.tencentcloudapi.com)',
  ],
  ['AuthFailure.InvalidSecretId', 'TENCENTCLOUD_SECRET_ID must be an API key id (AKID…)'],
  ['AuthFailure.SignatureFailure', 'check TENCENTCLOUD_SECRET_KEY: it is not the one of this id'],
  ['AuthFailure.SignatureExpire', "set this computer's clock: it is off by more than five minutes"],
  [
    'AuthFailure.TokenFailure',
    'temporary credentials need their TENCENTCLOUD_SESSION_TOKEN, and expire; get new ones',
  ],
  [
    'AuthFailure.UnauthorizedOperation',
    'the deploying user lacks this permission: docs/deploy.md has its policy',
  ],
  [
    'UnauthorizedOperation',
    'the deploying user lacks this permission: docs/deploy.md has its policy',
  ],
  [
    'FailedOperation.QcsRoleNotFound',
    'create the role first: npm run policy prints its policies, docs/deploy.md the way',
  ],
  [
    'FailedOperation.UnOpenedService',
    'open the SCF console once and agree to its terms: that opens the service',
  ],
  ['FailedOperation.InsufficientBalance', 'the account is in arrears: top it up'],
  ['InvalidParameterValue.Runtime', 'this region does not offer the runtime: choose another'],
  ['InvalidParameterValue.ZipFile', 'run npm run release and look at the zip'],
  ['InvalidParameterValue', 'correct the value in backup.yml'],
  ['LimitExceeded', 'a quota of the account is used up: delete what is unused, or open a ticket'],
  ['UnsupportedRegion', 'SCF is not in this region: choose another one'],
  ['ResourceInUse.Function', `somebody else created it just now; ${AGAIN}`],
  ['RequestLimitExceeded', `too many calls a second on this account; ${AGAIN}`],
  ['FailedOperation', `the function was busy with another change; ${AGAIN}`],
  [
    'ClientError.Unreachable',
    `check the network, the proxy and DEPLOY_API_ENDPOINT; then ${AGAIN}`,
  ],
];

/** Never empty. */
export const remedyFor = (code: string): string =>
  REMEDIES.find(([prefix]) => code.startsWith(prefix))?.[1] ?? AGAIN;
