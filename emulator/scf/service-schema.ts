// What serverless.yml may say, as far as the local host needs it; messages are for the person who edits the file.
import * as v from 'valibot';
import { checkCron } from './cron';

/** https://www.tencentcloud.com/document/product/583/11637 */
const MAX_TIMEOUT_S = 900;
const MAX_ARGUMENT_BYTES = 4096;
const MAX_ENVIRONMENT_BYTES = 4096;

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

const timer = v.strictObject({
  name: v.pipe(
    text,
    v.regex(/^[A-Za-z][\w-]{0,59}$/, 'must be a letter, then letters, digits, - or _; at most 60'),
  ),
  cron,
  enabled: v.optional(flag, true),
  argument: v.pipe(
    v.optional(v.unknown(), ''),
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

const seconds = `must be 1 to ${MAX_TIMEOUT_S} seconds`;

const fn = v.looseObject(
  {
    name: text,
    handler: v.pipe(
      text,
      v.regex(/^[\w-]+\.\w+$/, 'must be file.export, as in index.main_handler'),
    ),
    memorySize: v.pipe(v.number('must be a number of MB'), v.minValue(64, 'must be at least 64')),
    timeout: v.pipe(v.number(seconds), v.minValue(1, seconds), v.maxValue(MAX_TIMEOUT_S, seconds)),
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
