// The operator's own file, backup.yml → what serverless.yml says of the function. serverless.yml reads it into
// `custom.own`; the values are checked where they always are, by the schema of serverless.yml.
import * as v from 'valibot';

export const BACKUP_FILE = 'backup.yml';

const scalar = v.union(
  [v.string(), v.number(), v.boolean(), v.record(v.string(), v.unknown())],
  'must have a value; without the line it has its default',
);

/** A text is a request only as JSON. */
const isRequest = (value: unknown): boolean =>
  typeof value !== 'string' || value.trim() === '' || value.trim().startsWith('{');

/** Secrets belong to whoever deploys, not to a file that is committed. */
const SECRET = 'WEBHOOK_SECRETS';
/** What an environment variable may say: the secrets, and the endpoint of a local cloud. */
const FROM_ENVIRONMENT = [SECRET, 'PING_URL', 'REDIS_API_ENDPOINT'];

const BackupFile = v.strictObject(
  {
    region: v.string('must be a region id like ap-guangzhou'),
    stage: v.optional(
      v.pipe(
        v.string('must be text'),
        v.regex(/^[a-z0-9-]{1,30}$/, 'must be lower-case letters, digits and -'),
      ),
    ),
    timers: v.optional(
      v.array(
        v.strictObject(
          {
            name: v.unknown(),
            cron: v.unknown(),
            request: v.optional(
              v.pipe(
                v.unknown(),
                v.check(isRequest, 'must hold fields, as in { InstanceId: crs-… }'),
              ),
            ),
            enabled: v.optional(v.unknown()),
          },
          'must be name, cron and request',
        ),
        'must be a list: each timer begins with "- "',
      ),
      [],
    ),
    webhook: v.union(
      [v.boolean(), v.strictObject({ auth: v.unknown(), public: v.unknown() })],
      'must be false, true, or auth and public',
    ),
    concurrency: v.optional(v.unknown()),
    memorySize: v.optional(v.unknown(), 128),
    timeout: v.optional(v.unknown(), 900),
    retries: v.optional(v.unknown(), { attempts: 2, maxAgeSeconds: 21_600 }),
    role: v.optional(v.unknown(), 'scf-redis-backup'),
    settings: v.nullish(
      v.pipe(
        v.unknown(),
        v.check((value) => !Array.isArray(value), 'must be names with values, without "- "'),
        v.record(v.string(), scalar, 'must be names with values'),
        v.check(
          (value) => !(SECRET in value),
          `must not hold ${SECRET}: put it into .env, or into the environment`,
        ),
      ),
      {},
    ),
  },
  'must be a mapping with region, timers and webhook',
);
type BackupFile = v.InferOutput<typeof BackupFile>;

/** What `custom.own` holds, if this serverless.yml reads a file of the operator's. */
export function ownPart(document: unknown): unknown {
  const custom = memberOf(document, 'custom');
  return memberOf(custom, 'own') ?? undefined;
}

/**
 * The description with the operator's file in it.
 * @param env where the secrets are
 * @throws {Error} one line a problem, each with its path in the operator's file
 */
export function withBackupFile(
  document: unknown,
  env: Readonly<Record<string, string | undefined>>,
): unknown {
  const checked = v.safeParse(BackupFile, ownPart(document));
  if (!checked.success)
    throw new Error(checked.issues.map((issue) => `${BACKUP_FILE}: ${describe(issue)}`).join('\n'));
  const functions = Object.entries(memberOf(document, 'functions') ?? {}).map(([key, fn]) => [
    key,
    { ...fn, ...functionPart(checked.output, regionOf(document), env) },
  ]);
  return { ...(document as object), functions: Object.fromEntries(functions) };
}

const regionOf = (document: unknown): unknown => memberOf(memberOf(document, 'provider'), 'region');

function functionPart(
  own: BackupFile,
  region: unknown,
  env: Readonly<Record<string, string | undefined>>,
): object {
  const { timers, webhook, concurrency, memorySize, timeout, retries, role, settings } = own;
  const url = webhook === true ? { auth: 'NONE', public: true } : webhook;
  const given = FROM_ENVIRONMENT.flatMap((name) => (env[name] ? [[name, env[name]]] : []));
  // Two deliveries that run side by side are the one thing a look before the write cannot see.
  const reserved = concurrency ?? (webhook === false ? 1 : undefined);
  return {
    memorySize,
    timeout,
    role,
    asyncRetry: retries,
    ...(reserved === undefined ? {} : { concurrency: reserved }),
    environment: {
      BACKUP_REGION: region,
      ...Object.fromEntries(Object.entries(settings).map(([name, value]) => [name, asText(value)])),
      ...Object.fromEntries(given),
    },
    events: [
      ...timers.map(({ request, ...timer }) => ({ timer: { ...timer, argument: request ?? '' } })),
      ...(url === false ? [] : [{ url }]),
    ],
  };
}

const asText = (value: unknown): unknown =>
  typeof value === 'object' ? JSON.stringify(value) : value;

/** Where a path of serverless.yml stands in the operator's file. */
const PLACES: readonly (readonly [path: RegExp, place: string])[] = [
  [/^functions\.\w+\.events\.(\d+)\.timer\.argument/, 'timers.$1.request'],
  [/^functions\.\w+\.events\.(\d+)\.timer\b/, 'timers.$1'],
  [/^functions\.\w+\.events\.\d+\.url\b/, 'webhook'],
  [/^functions\.\w+\.events\b/, 'timers'],
  [/^functions\.\w+\.environment\.BACKUP_REGION/, 'region'],
  [/^functions\.\w+\.environment\b/, 'settings'],
  [/^functions\.\w+\.asyncRetry\b/, 'retries'],
  [/^functions\.\w+\.name/, 'stage'],
  [/^functions\.\w+\.(?=(memorySize|timeout|role|concurrency)\b)/, ''],
  [/^provider\.region/, 'region'],
];

/** `backup.yml: timers.0.cron`, or with no such file `serverless.yml: functions.backup.events.0.timer.cron`. */
export function placeOf(document: unknown, path: string, file = 'serverless.yml'): string {
  const found = PLACES.find(([pattern]) => pattern.test(path));
  if (ownPart(document) === undefined || found === undefined) return `${file}: ${path}`;
  return `${BACKUP_FILE}: ${path.replace(...found)}`;
}

function describe(issue: v.BaseIssue<unknown>): string {
  const path = v.getDotPath(issue) ?? 'the file';
  if (issue.type === 'strict_object' && issue.expected === 'never')
    return /^timers\.\d+\.[A-Z]/.test(path)
      ? `${path} belongs to the request: indent it further than request`
      : `${path} is not known here; docs/reference.md has the names`;
  if (issue.received === 'undefined') return `${path} is missing`;
  return `${path} ${issue.message}${givenIn(issue)}`;
}

/** A setting may be nobody's to see. */
const SECRETIVE = /^settings|environment/;

/** What was given, where a person can see by it what is meant. */
export function givenIn(issue: v.BaseIssue<unknown>): string {
  const { input, message } = issue;
  const isShown = ['string', 'number', 'boolean'].includes(typeof input) && input !== '';
  if (!isShown || SECRETIVE.test(v.getDotPath(issue) ?? '')) return '';
  const given = String(input).slice(0, 60);
  if (message.includes(given)) return '';
  return typeof input === 'string' ? `, and is the text "${given}"` : `, and is ${given}`;
}

function memberOf(value: unknown, name: string): object | undefined {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return undefined;
  return (value as Record<string, object | undefined>)[name];
}
