// `node scripts/run.mjs openapi --write`: writes docs/openapi.yaml from the schemas and the tables of codes that the function runs on.
import { join } from 'node:path';
import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { stringify } from 'yaml';
import { version } from '../package.json';
import { STATES } from '../src/queries/coverage';
import { REJECTIONS } from '../src/rejection';
import { FieldsSchema, MAX_DAYS, MAX_HOURS } from '../src/request/backup-request';
import { BackupsSchema, CoverageSchema, TaskSchema } from '../src/request/query-request';
import { ALL_REGIONS, MAX_OF_EACH, selectorSchema } from '../src/request/selector';
import { CRASH_CODE } from '../src/result';
import { OTHER_CODES, PAGE_CODES, TRANSPORT_CODES } from '../src/tencent/error-table';
import { ROOT } from './bundle';
import { makeDocument } from './document';

export const FILE = join(ROOT, 'docs', 'openapi.yaml');

type Json = Readonly<Record<string, unknown>>;
type Properties = Readonly<Record<string, Json>>;

const ref = (kind: 'schemas' | 'headers' | 'responses', name: string): Json => ({
  $ref: `#/components/${kind}/${name}`,
});
const schema = (name: string): Json => ref('schemas', name);
const text: Json = { type: 'string' };
const count: Json = { type: 'integer', minimum: 0 };
const time: Json = { type: 'string', format: 'date-time' };
const listOf = (items: Json): Json => ({ type: 'array', items });

/** An object with these members and no other; all but the optional ones are required. */
const object = (required: Properties, optional: Properties = {}): Json => ({
  type: 'object',
  properties: { ...required, ...optional },
  required: Object.keys(required),
  additionalProperties: false,
});

/** What the parser checks by a function, which no schema shows. */
const CHECKED: Properties = {
  StorageDays: { type: 'integer', minimum: 0, maximum: MAX_DAYS },
  SkipIfBackedUpWithinHours: { type: 'number', exclusiveMinimum: 0, maximum: MAX_HOURS },
  MaxAgeHours: { type: 'number', exclusiveMinimum: 0, maximum: MAX_HOURS },
  TaskId: { type: 'integer', minimum: 1 },
  Selector: schema('Selector'),
};

const region = (): Json => propertiesOf(BackupsSchema).Region ?? {};

function propertiesOf(of: GenericSchema): Properties {
  const { properties = {} } = toJsonSchema(of, { errorMode: 'ignore' });
  const entries = Object.entries(properties as Properties);
  return Object.fromEntries(entries.map(([name, given]) => [name, CHECKED[name] ?? given]));
}

const Regions = (): Json => ({
  oneOf: [{ ...listOf(region()), minItems: 1, maxItems: MAX_OF_EACH }, { const: ALL_REGIONS }],
});

const targetOf = (properties: Properties): Json => ({
  ...object({}, properties),
  oneOf: ['InstanceId', 'InstanceIds', 'Selector'].map((name) => ({ required: [name] })),
});

function requestSchemas(): Properties {
  // Over HTTP the run key is a header.
  const { IdempotencyKey: _, ...fields } = propertiesOf(FieldsSchema);
  return {
    Selector: object({}, { ...propertiesOf(selectorSchema()), Regions: Regions() }),
    BackupRequest: targetOf(fields),
    CoverageRequest: object({ Coverage: targetOf(propertiesOf(CoverageSchema)) }),
  };
}

const PROOF: Properties = {
  TaskId: { type: 'integer' },
  BackupId: text,
  RequestId: { ...text, description: "Tencent's id of the call that started it." },
};

const OUTCOMES = ['refused', 'unknown', 'deferred', 'failed'];

function resultSchemas(): Properties {
  const target = { InstanceId: text, Region: text };
  const runKey: Properties = {
    runKey: { ...text, description: 'The run key, as the log has it.' },
  };
  const word = (...words: readonly string[]): Properties => ({ Outcome: { enum: words } });
  const skipped = (reason: string, more: Properties = {}) =>
    object({ ...target, ...word('skipped'), Reason: { const: reason }, ...more }, runKey);
  return {
    Made: object({ ...target, ...word('accepted', 'adopted') }, { ...PROOF, ...runKey }),
    Verified: object(
      { ...target, ...word('verified'), BackupId: text, EndTime: text, ExpireTime: text },
      { ...PROOF, ...runKey },
    ),
    Skipped: {
      oneOf: [
        skipped('dry run'),
        skipped('not running', { State: text }),
        skipped('backup in progress', { TaskId: { type: 'integer' } }),
        skipped('backed up recently', {
          BackupId: text,
          StartTime: text,
          AgeHours: { type: 'number' },
        }),
      ],
    },
    Result: { oneOf: [schema('Made'), schema('Verified'), schema('Skipped')] },
    BackupList: object(
      {
        Results: listOf({ oneOf: [schema('Result'), schema('Problem')] }),
        Summary: { type: 'object', additionalProperties: count },
      },
      { ...selection(), Unlisted: listOf(schema('Problem')), ...runKey },
    ),
    Problem: object(
      {
        type: {
          ...text,
          pattern: '^urn:(scf-redis-backup|tencentcloud:redis):',
          description: 'Whose word the code is: this function’s, or the API’s.',
        },
        title: text,
        status: { type: 'integer', minimum: 400, maximum: 599 },
        detail: { ...text, minLength: 1 },
        instance: { ...text, description: 'The id of the invocation, by which the log has it.' },
        code: text,
        retryable: {
          type: 'boolean',
          description: 'Whether the same request, repeated later, can succeed.',
        },
      },
      {
        requestId: { ...text, description: "Tencent's, when the API answered." },
        ...runKey,
        outcome: { enum: OUTCOMES },
        issues: listOf(object({ path: text, message: text })),
        InstanceId: text,
        Region: text,
        TaskId: { type: 'integer' },
        TaskMessage: text,
      },
    ),
  };
}

/** What a selector has searched and left out. */
const selection = (): Properties => ({
  Regions: listOf(text),
  RegionsLeftOut: { type: 'array', items: { type: 'object' } },
  Excluded: count,
  NotAllowed: { ...count, description: 'Outside ALLOWED_INSTANCES; none of them is named.' },
  Stopped: count,
});

function querySchemas(): Properties {
  const row = object(
    { InstanceId: text, Region: text, State: { enum: STATES }, Why: text },
    {
      ...{ Name: text, AgeHours: { type: 'number' }, BackupId: text },
      ...{ StartTime: time, EndTime: time, ExpireTime: time },
    },
  );
  const counts = STATES.map((state) => [`${state[0]?.toUpperCase()}${state.slice(1)}`, count]);
  return {
    Health: object({ version: text }),
    Coverage: object(
      {
        ...Object.fromEntries(counts),
        MaxAgeHours: { type: 'number' },
        OldestAgeHours: {
          type: ['number', 'null'],
          description: 'null: an instance has no good backup at all.',
        },
        Instances: listOf(row),
      },
      { ...selection(), Unlisted: listOf(schema('Problem')) },
    ),
    Backups: object({
      Backups: listOf(
        object(
          {
            ...{ BackupId: text, InstanceId: text, Remark: text, BackupType: text },
            State: { enum: ['running', 'good', 'gone'] },
          },
          { StartTime: time, EndTime: time, ExpireTime: time },
        ),
      ),
    }),
    Task: object(
      {
        ...{ TaskId: { type: 'integer' }, Region: text, InstanceId: text },
        State: { enum: ['unfinished', 'succeeded', 'failed'] },
        Status: { ...text, description: "The API's own word." },
        TaskMessage: text,
      },
      { StartTime: time },
    ),
  };
}

const header = (description: string, of: Json, required = false): Json => ({
  ...{ description, required },
  schema: of,
});

const HEADERS: Properties = {
  'Cache-Control': header('Nothing here may be kept.', { const: 'no-store' }, true),
  'X-Content-Type-Options': header('The type is as it is said.', { const: 'nosniff' }, true),
  'Retry-After': header('Seconds; it is there if and only if `retryable` is true.', {
    type: 'string',
    pattern: '^[0-9]+$',
  }),
  Allow: header('Every method of the resource.', { enum: ['POST', 'GET, HEAD'] }, true),
  'WWW-Authenticate': header(
    'What would be taken.',
    { ...text, pattern: '^(Basic|Bearer) ' },
    true,
  ),
  'Accept-Encoding': header('No compressed body is read.', { const: 'identity' }),
  Accept: header('The media type that is read.', { const: 'application/json' }),
  Vary: header('The form follows `Accept`, and the language of a page `Accept-Language`.', {
    enum: ['Accept', 'Accept, Accept-Language'],
  }),
  'Content-Security-Policy': header('The page can load and run nothing.', text),
  'Referrer-Policy': header('The page tells nobody where it stands.', { const: 'no-referrer' }),
};

/** Where a browser may be answered with a page. */
const OF_A_PAGE = ['Vary', 'Content-Security-Policy', 'Referrer-Policy'];

/** Some are on each answer, others where they apply. */
const headers = (...others: readonly (keyof typeof HEADERS)[]): Json =>
  Object.fromEntries(
    ['Cache-Control', 'X-Content-Type-Options', ...others].map((name) => [
      name,
      ref('headers', name),
    ]),
  );

const PROBLEM_TYPE = 'application/problem+json';
/** To a browser that asks for a page; a problem is told on one too. */
const page: Json = { 'text/html; charset=utf-8': { schema: text } };
const json = (name: string): Json => ({ 'application/json': { schema: schema(name) } });

const TABLE = [
  ...Object.entries(REJECTIONS).map(([code, row]) => ({ code, ...row })),
  ...[...PAGE_CODES, ...OTHER_CODES, ...TRANSPORT_CODES],
  { code: CRASH_CODE, status: 500, title: 'The function failed.' },
  { code: 'OutcomeUnknown', status: 409, title: 'A backup may have been started.' },
  { code: 'IdempotencyKeyReused', status: 422, title: 'The key was used for another request.' },
];
const STATUSES = [...new Set(TABLE.map(({ status }) => status))].sort((a, b) => a - b);

const HEADERS_OF: Readonly<Record<number, readonly string[]>> = {
  401: ['WWW-Authenticate'],
  405: ['Allow'],
  415: ['Accept', 'Accept-Encoding'],
};

/** One answer a status; a list of which no target was made has one of these statuses too. */
function problemResponses(): Json {
  return Object.fromEntries(
    STATUSES.map((status) => {
      const rows = TABLE.filter((row) => row.status === status);
      const others = [...(HEADERS_OF[status] ?? ['Retry-After']), ...OF_A_PAGE];
      const description = rows.map(({ code, title }) => `\`${code}\`: ${title}`).join('\n');
      const content = {
        [PROBLEM_TYPE]: { schema: schema('Problem') },
        ...json('BackupList'),
        ...page,
      };
      return [`Problem${status}`, { description, headers: headers(...others), content }];
    }),
  );
}

/** Answers that only a content of a request can have. */
const OF_A_BODY = [405, 413, 415];

const problems = (isBackup: boolean): Json =>
  Object.fromEntries(
    STATUSES.filter((status) => isBackup || !OF_A_BODY.includes(status)).map((status) => [
      String(status),
      ref('responses', `Problem${status}`),
    ]),
  );

const KEY_HEADERS: readonly Json[] = [
  {
    name: 'Idempotency-Key',
    in: 'header',
    description:
      'Names the run, so that a repetition makes no second backup: a string as of RFC 8941, or the text without quotes.',
    schema: text,
  },
  ...['webhook-id', 'webhook-timestamp', 'webhook-signature'].map((name) => ({
    name,
    in: 'header',
    description: 'Standard Webhooks: https://www.standardwebhooks.com',
    schema: text,
  })),
];

const COVERAGE_CONTENT: Json = {
  ...json('Coverage'),
  ...page,
  'text/plain; version=0.0.4; charset=utf-8': { schema: text },
};

const coverageAnswer = (): Json => ({
  headers: headers(...OF_A_PAGE),
  content: COVERAGE_CONTENT,
});

const coverageResponses = (): Json => ({
  200: {
    description: 'Every instance has a good backup that is recent enough.',
    ...coverageAnswer(),
  },
  503: ref('responses', 'Uncovered'),
});

const uncovered = (): Json => ({
  description: 'Something is not covered; or, as a problem, nothing could be read or done.',
  headers: headers(...OF_A_PAGE, 'Retry-After'),
  content: { ...COVERAGE_CONTENT, [PROBLEM_TYPE]: { schema: schema('Problem') } },
});

/** A backup request may ask for the coverage, and may be a list. */
const unavailable = (): Json => {
  const { content, ...rest } = uncovered();
  const either = { oneOf: [schema('Coverage'), schema('BackupList')] };
  return { ...rest, content: { ...(content as Json), 'application/json': { schema: either } } };
};

const READERS = [{ bearer: [] }, { basic: [] }, {}];

/** GET, and HEAD, whose answer is the same without the content. */
function reading(name: string, summary: string, parameters: readonly Json[], answers: Json): Json {
  const responses = { ...problems(false), ...answers };
  const operation = { summary, security: READERS, parameters, responses };
  return {
    get: { operationId: name, ...operation },
    head: { operationId: `${name}Head`, ...operation },
  };
}

const inQuery = (of: Properties, required: readonly string[] = []): Json[] =>
  Object.entries(of).map(([name, given]) => ({
    ...{ name, in: 'query', required: required.includes(name) },
    ...(given.type === 'array' ? { style: 'form', explode: false } : {}),
    schema: given,
  }));

function coverageParameters(): Json[] {
  const { Selector: _, ...named } = propertiesOf(CoverageSchema);
  const { Tags: _tags, ExcludeTags: _excluded, ...rest } = propertiesOf(selectorSchema());
  const tags = ['Tag', 'ExcludeTag'].map((name) => ({
    ...{ name, in: 'query', description: '`key:value`, as often as needed' },
    ...{ style: 'form', explode: true, schema: listOf(text) },
  }));
  return [...inQuery({ ...named, ...rest, Regions: listOf(region()) }), ...tags];
}

function paths(): Json {
  const backup = {
    operationId: 'backUp',
    summary: 'Starts a backup of each target, or asks for their coverage.',
    description: 'Any path that is not one of the others is the same.',
    security: [{ bearer: [] }, { signature: [] }, {}],
    parameters: KEY_HEADERS,
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { oneOf: [schema('BackupRequest'), schema('CoverageRequest')] },
        },
      },
    },
    responses: {
      ...problems(true),
      200: { description: 'To a coverage request: covered.', ...coverageAnswer() },
      202: {
        description: 'Every target is fine.',
        headers: headers(),
        content: {
          'application/json': { schema: { oneOf: [schema('Result'), schema('BackupList')] } },
        },
      },
      207: { description: 'Some targets are.', headers: headers(), content: json('BackupList') },
      503: ref('responses', 'Unavailable'),
    },
  };
  const only = (name: string) => ({
    200: { description: 'What was asked.', headers: headers(), content: json(name) },
  });
  const { TaskId = {}, ...ofTask } = propertiesOf(TaskSchema);
  const taskId = { name: 'TaskId', in: 'path', required: true, schema: TaskId };
  const metrics = coverageResponses();
  return {
    '/': { post: backup },
    '/health': reading('health', 'The version, to anybody.', [], only('Health')),
    '/coverage': reading('coverage', 'Is everything backed up?', coverageParameters(), metrics),
    '/metrics': reading('metrics', 'The same for Prometheus.', coverageParameters(), metrics),
    '/backups': reading(
      'backups',
      'The backups of an instance.',
      inQuery(propertiesOf(BackupsSchema), ['InstanceId']),
      only('Backups'),
    ),
    '/tasks/{TaskId}': reading(
      'task',
      'How a backup is getting on.',
      [taskId, ...inQuery(ofTask)],
      only('Task'),
    ),
  };
}

/** The whole document. */
export const openApi = (): Json => ({
  openapi: '3.1.0',
  info: {
    title: 'scf-redis-backup',
    version,
    summary: 'One trigger, one proven backup of Redis instances of Tencent Cloud.',
    license: { name: 'MIT', identifier: 'MIT' },
  },
  servers: [{ url: '/', description: 'The function’s URL; a gateway may put a prefix before it.' }],
  paths: paths(),
  components: {
    securitySchemes: {
      bearer: { type: 'http', scheme: 'bearer', description: 'A secret of WEBHOOK_SECRETS.' },
      basic: { type: 'http', scheme: 'basic', description: 'Such a secret as the password.' },
      signature: {
        type: 'apiKey',
        in: 'header',
        name: 'webhook-signature',
        description: 'Standard Webhooks, by a secret that begins with whsec_.',
      },
    },
    schemas: { ...requestSchemas(), ...resultSchemas(), ...querySchemas() },
    responses: { ...problemResponses(), Uncovered: uncovered(), Unavailable: unavailable() },
    headers: HEADERS,
  },
});

export const openApiYaml = (): string =>
  `# Made by: node scripts/run.mjs openapi\n${stringify(openApi(), { lineWidth: 120, aliasDuplicateObjects: false })}`;

export async function main(args: string[]): Promise<number> {
  return makeDocument(args, 'openapi', FILE, openApiYaml);
}
