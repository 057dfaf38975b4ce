// What serverless.yml may say, for the local host and for a deploy alike; messages are for the person who edits the file.
import * as v from 'valibot';
import { checkCron } from './cron';

/** https://www.tencentcloud.com/document/product/583/11637 */
const MAX_TIMEOUT_S = 900;
const MAX_ARGUMENT_BYTES = 4096;
export const MAX_ENVIRONMENT_BYTES = 4096;

const text = v.pipe(v.string('must be text'), v.nonEmpty('must not be empty'));
const flag = v.boolean('must be true or false');

const cron = v.pipe(
  text,
  v.rawCheck(({ dataset, addIssue }) => {
    if (!dataset.typed) return;
    try {
      checkCron(dataset.value);
    } catch (error) {
      addIssue({ message: (error as Error).message });
    }
  }),
);

/** The framework's YAML reader makes a date of an unquoted 2026-11-24, this host's a text: the request must not differ. */
const holdsDate = (value: unknown): boolean =>
  value instanceof Date ||
  (typeof value === 'object' && value !== null && Object.values(value).some(holdsDate));

const timer = v.strictObject({
  name: v.pipe(
    text,
    v.regex(/^[A-Za-z][\w-]{0,59}$/, 'must be a letter, then letters, digits, - or _; at most 60'),
  ),
  cron,
  enabled: v.optional(flag, true),
  argument: v.pipe(
    v.optional(v.unknown(), ''),
    v.check((value) => !holdsDate(value), 'holds a bare date: put it in quotes'),
    v.transform((value) => (typeof value === 'string' ? value : JSON.stringify(value))),
    v.maxBytes(MAX_ARGUMENT_BYTES, 'must be at most 4 KB as JSON'),
  ),
});

const url = v.strictObject({
  auth: v.picklist(['NONE', 'CAM'], 'must be NONE or CAM'),
  public: flag,
});

const event = v.pipe(
  v.strictObject({ timer: v.optional(timer), url: v.optional(url) }, 'must be a timer or a url'),
  v.check(
    (value) => (value.timer === undefined) !== (value.url === undefined),
    'must be one timer or one url',
  ),
);

const environment = v.pipe(
  v.record(
    v.pipe(
      v.string(),
      v.regex(
        /^(?!SCF_|QCLOUD_|TENCENTCLOUD_)/,
        'must not begin with SCF_, QCLOUD_ or TENCENTCLOUD_: SCF reserves those names',
      ),
      v.regex(/^(?!NODE_)/, 'must not begin with NODE_: such names change how Node runs the code'),
    ),
    v.pipe(
      v.union([v.string(), v.number(), v.boolean()], 'must be text, a number, true or false'),
      v.transform(String),
    ),
    'must be names with values',
  ),
  v.check(
    (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_ENVIRONMENT_BYTES,
    'must be at most 4 KB altogether',
  ),
);

/** The names and texts that SCF takes: https://cloud.tencent.com/document/product/583/18586 */
const name = v.pipe(
  text,
  v.regex(
    /^[A-Za-z][\w-]{0,58}[A-Za-z0-9]$/,
    'must be a letter, then letters, digits, - or _, with a letter or digit at the end; at most 60',
  ),
);
const description = v.pipe(
  v.string('must be text'),
  v.maxLength(900, 'must have at most 900 characters'),
  v.regex(
    /^[A-Za-z0-9 ,.\n\u4e00-\u9fff]*$/,
    'may have letters, digits, spaces, commas and full stops only: SCF takes no others',
  ),
);

const memory = 'must be 64, or a multiple of 128 up to 3072 (MB)';
const memorySize = v.pipe(
  v.number('must be a number of MB'),
  v.check((mb) => mb === 64 || (mb >= 128 && mb <= 3072 && mb % 128 === 0), memory),
);

/** https://www.tencentcloud.com/document/product/583/39851 */
const attempts = 'must be 0, 1 or 2';
const maxAge = 'must be 60 to 21600 seconds';
const asyncRetry = v.strictObject(
  {
    attempts: v.pipe(
      v.number(attempts),
      v.integer(attempts),
      v.minValue(0, attempts),
      v.maxValue(2, attempts),
    ),
    maxAgeSeconds: v.pipe(
      v.number(maxAge),
      v.integer(maxAge),
      v.minValue(60, maxAge),
      v.maxValue(21_600, maxAge),
    ),
  },
  'must hold attempts and maxAgeSeconds',
);

const instances = 'must be a whole number of instances, 1 or more';

const seconds = `must be 1 to ${MAX_TIMEOUT_S} seconds`;

const fn = v.looseObject(
  {
    name,
    description: v.optional(description, ''),
    handler: v.pipe(
      text,
      v.regex(/^[\w-]+\.\w+$/, 'must be file.export, as in index.main_handler'),
    ),
    memorySize,
    timeout: v.pipe(
      v.number(seconds),
      v.integer(seconds),
      v.minValue(1, seconds),
      v.maxValue(MAX_TIMEOUT_S, seconds),
    ),
    role: v.optional(text),
    /** At most so many run at once; reserved for the function by the deploy. */
    concurrency: v.optional(
      v.pipe(v.number(instances), v.integer(instances), v.minValue(1, instances)),
    ),
    asyncRetry: v.optional(asyncRetry),
    environment: v.optional(environment, {}),
    events: v.optional(v.array(event, 'must be a list'), []),
  },
  'must be a function',
);

export const ServiceSchema = v.looseObject(
  {
    provider: v.looseObject(
      {
        name: v.literal('tencent', 'must be tencent'),
        runtime: v.pipe(
          text,
          v.startsWith('Nodejs', 'must be a Node.js runtime, as in Nodejs20.19'),
        ),
        region: text,
        namespace: v.optional(text, 'default'),
      },
      'must name the cloud, the runtime and the region',
    ),
    functions: v.pipe(
      v.record(v.string(), fn, 'must hold the function'),
      v.check((value) => Object.keys(value).length === 1, 'must hold exactly one function'),
    ),
  },
  'must be a mapping with provider and functions',
);

export type Service = v.InferOutput<typeof ServiceSchema>;
