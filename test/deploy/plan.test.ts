// The plan: what should be, what is → the steps. No call is made.
import { changesOf } from '../../scripts/deploy/changes';
import { desiredOf } from '../../scripts/deploy/desired';
import { marked, unmarked } from '../../scripts/deploy/mark';
import { type Actual, type Desired, type TriggerState, urlDesc } from '../../scripts/deploy/model';
import { overlapText } from '../../scripts/deploy/overlap';
import { type Plan, plan } from '../../scripts/deploy/plan';
import { sourceOf } from './in-process';

const CODE = 'a'.repeat(64);
const DESIRED = desiredOf(sourceOf().service, CODE);
const USUAL = { prune: false, force: false, unset: [] };

/** A function that is exactly what is desired. */
const actual = (part: Partial<Actual> = {}): Actual => ({
  ...DESIRED,
  status: 'Active',
  reason: '',
  isWeb: false,
  urls: [],
  ...part,
});

const [TIMER, URL] = DESIRED.triggers as [TriggerState, TriggerState];
const HAND: TriggerState = { ...TIMER, TriggerName: 'by-hand', ours: false };
const names = ({ steps }: Plan) => steps.map((step) => step.do);

describe('the steps', () => {
  const table: [name: string, actual: Actual | undefined, steps: string[]][] = [
    [
      'of a new function',
      undefined,
      ['create function', 'set retry policy', 'create trigger', 'create trigger'],
    ],
    ['of the same', actual(), []],
    ['of other code', actual({ code: 'b'.repeat(64) }), ['update code', 'update configuration']],
    ['of unknown code', actual({ code: undefined }), ['update code', 'update configuration']],
    ['of another handler', actual({ handler: 'old.main' }), ['update code']],
    ['of other memory', actual({ memoryMb: 256 }), ['update configuration']],
    ['of another timeout', actual({ timeoutS: 3 }), ['update configuration']],
    ['of another role', actual({ role: '' }), ['update configuration']],
    ['of another description', actual({ description: 'mine' }), ['update configuration']],
    ['of a variable', actual({ environment: {} }), ['update configuration']],
    [
      'of another retry policy',
      actual({ retry: { attempts: 0, maxAgeSeconds: 60 } }),
      ['set retry policy'],
    ],
    ['of an unreadable retry policy', actual({ retry: undefined }), ['set retry policy']],
    ['of a missing trigger', actual({ triggers: [URL] }), ['create trigger']],
    [
      'of a trigger that is off',
      actual({ triggers: [{ ...TIMER, enabled: false }, URL] }),
      ['update trigger'],
    ],
    [
      'of a URL with other access',
      actual({ triggers: [TIMER, { ...URL, desc: 'unreadable' }] }),
      ['update trigger'],
    ],
    ['of an undeclared trigger', actual({ triggers: [TIMER, URL, HAND] }), []],
    [
      'of a failed update',
      actual({ status: 'UpdateFailed' }),
      ['update code', 'update configuration'],
    ],
  ];
  test.each(table)('%s', (_name, is, steps) => {
    expect(names(plan(DESIRED, is, USUAL))).toEqual(steps);
  });

  test('--force uploads the same code again', () => {
    expect(names(plan(DESIRED, actual(), { ...USUAL, force: true }))).toEqual(['update code']);
  });

  test('--prune deletes what is not declared; without it, it is told of', () => {
    const is = actual({ triggers: [TIMER, URL, HAND] });
    expect(plan(DESIRED, is, USUAL).undeclared).toEqual([HAND]);
    const pruned = plan(DESIRED, is, { ...USUAL, prune: true });
    expect(pruned).toEqual({ steps: [{ do: 'delete trigger', trigger: HAND }], undeclared: [] });
  });

  test('a retry policy that is not declared is left alone', () => {
    const wanted: Desired = { ...DESIRED, retry: undefined };
    expect(names(plan(wanted, actual({ retry: undefined }), USUAL))).toEqual([]);
  });
});

describe('refused, without a step', () => {
  const table: [name: string, part: Partial<Actual>, message: RegExp][] = [
    [
      'another runtime',
      { runtime: 'Nodejs18.15' },
      /keep Nodejs18\.15 in provider\.runtime, or remove/,
    ],
    ['a web function', { isWeb: true }, /Deploy under another name/],
    ['a failed creation', { status: 'CreateFailed', reason: 'no room' }, /\(no room\)\. Remove it/],
  ];
  test.each(table)('%s', (_name, part, message) => {
    const refused = plan(DESIRED, actual({ ...part, memoryMb: 64 }), USUAL);
    expect(refused.refusal).toMatch(message);
    expect(refused.steps).toEqual([]);
  });
});

test('changes are told in words, and never with a value of a variable', () => {
  const is = actual({
    memoryMb: 256,
    role: '',
    environment: { ...DESIRED.environment, LOG_LEVEL: 'secret-1', OLD: 'secret-2' },
  });
  const changes = changesOf(DESIRED, is);
  expect(changes).toEqual([
    'memory 256 → 128 MB',
    'role none → scf-redis-backup',
    'variable LOG_LEVEL changed',
    'variable OLD removed',
  ]);
  expect(changes.join()).not.toContain('secret-');
});

describe("the code's mark in the description", () => {
  test.each([[''], ['One trigger'], ['One trigger.'], ['Ends with code abc, code'], ['备份']])(
    '%j comes back',
    (description) => {
      expect(unmarked(marked(description, CODE))).toEqual({ description, code: CODE });
    },
  );
  test('a description without one is as it is', () => {
    expect(unmarked('mine, code 12')).toEqual({ description: 'mine, code 12', code: undefined });
  });
  test('is made of what SCF takes there', () => {
    expect(marked('One trigger', CODE)).toMatch(/^[A-Za-z0-9 ,.]*$/);
  });
});

describe('nothing changes without a word', () => {
  const withVariable = (name: string, value: string) =>
    actual({ environment: { ...DESIRED.environment, [name]: value } });
  const refusal = (is: Actual, unset: string[] = []) =>
    plan(DESIRED, is, { ...USUAL, unset }).refusal;

  test.each([
    [
      'MAX_STORAGE_DAYS',
      '30',
      /MAX_STORAGE_DAYS: under settings in backup\.yml\nor .* --unset MAX_ST/,
    ],
    ['ALLOWED_REGIONS', 'ap-tokyo', /take them away: ALLOWED_REGIONS\n/],
  ])(
    '%s, set in the cloud and unset here, stops the deploy with both ways out',
    (name, value, message) => {
      expect(refusal(withVariable(name, value))).toMatch(message);
      expect(refusal(withVariable(name, value), [name])).toBeUndefined();
    },
  );

  test('a secret that this shell does not have stops it, and its value is not shown', () => {
    const { WEBHOOK_SECRETS: _, ...environment } = DESIRED.environment;
    const text = plan({ ...DESIRED, environment }, actual(), USUAL).refusal;
    expect(text).toMatch(
      /WEBHOOK_SECRETS: in \.env or the environment\nor .* --unset WEBHOOK_SECRETS$/,
    );
    expect(text).not.toContain('a-token-for');
  });

  test('without the webhook its secret goes with its URL', () => {
    const { WEBHOOK_SECRETS: _, ...environment } = DESIRED.environment;
    const wanted = { ...DESIRED, environment, triggers: [TIMER] };
    expect(names(plan(wanted, actual(), USUAL))).toEqual([
      'delete trigger',
      'update configuration',
    ]);
  });

  test('a value that stands in by itself, and a log level, are no loss', () => {
    const given = { RATE_LIMIT_PER_SECOND: '18', LOG_LEVEL: 'warn' };
    const is = actual({ environment: { ...DESIRED.environment, ...given } });
    expect(refusal(is)).toBeUndefined();
  });

  test('a renamed timer of ours is deleted before the new one is made; one of the console’s stays', () => {
    const old = { ...TIMER, TriggerName: 'evening' };
    const planned = plan(DESIRED, actual({ triggers: [old, URL, HAND] }), USUAL);
    expect(planned.steps).toEqual([
      { do: 'delete trigger', trigger: old },
      { do: 'create trigger', trigger: TIMER },
    ]);
    expect(planned.undeclared).toEqual([HAND]);
  });

  test('a limit that grows wider is shown with both values', () => {
    const is = withVariable('ALLOWED_INSTANCES', 'crs-a1');
    expect(changesOf(DESIRED, is)).toEqual(['variable ALLOWED_INSTANCES changed: crs-a1 → crs-*']);
  });
});

describe('a URL is never open without its guard', () => {
  const CAM = { ...URL, desc: urlDesc('CAM', true) };
  const guarded = (auth: string, url: TriggerState, base: Desired | Actual = DESIRED) => ({
    ...base,
    environment: { ...DESIRED.environment, WEBHOOK_AUTH: auth },
    triggers: [TIMER, url],
  });

  test('towards CAM the URL is closed first, and the setting follows', () => {
    const planned = plan(guarded('platform', CAM) as Desired, actual(), USUAL);
    expect(names(planned)).toEqual(['update trigger', 'update configuration']);
  });

  test('away from CAM the setting is first, and the URL opens after', () => {
    const is = guarded('platform', CAM, actual()) as Actual;
    expect(names(plan(DESIRED, is, USUAL))).toEqual(['update configuration', 'update trigger']);
  });

  test('a public URL goes before anything else is changed', () => {
    const is = actual({ code: undefined, memoryMb: 64 });
    const planned = plan({ ...DESIRED, triggers: [TIMER] }, is, USUAL);
    expect(names(planned)).toEqual(['delete trigger', 'update code', 'update configuration']);
  });

  test('one that somebody made in the console is refused beside platform, until it is pruned', () => {
    const hand = { ...URL, TriggerName: 'mine', ours: false };
    const wanted = guarded('platform', CAM) as Desired;
    const is = { ...(guarded('platform', CAM, actual()) as Actual), triggers: [TIMER, CAM, hand] };
    expect(plan(wanted, is, USUAL).refusal).toMatch(/the URL mine would be open to everyone/);
    expect(plan(wanted, is, { ...USUAL, prune: true }).refusal).toBeUndefined();
  });

  test('switches that cannot be read count as open', () => {
    const hand = { ...URL, TriggerName: 'mine', ours: false, desc: '{}' };
    const is = { ...(guarded('platform', CAM, actual()) as Actual), triggers: [TIMER, CAM, hand] };
    expect(plan(guarded('platform', CAM) as Desired, is, USUAL).refusal).toMatch(/the URL mine/);
  });
});

describe('concurrency', () => {
  const one: Desired = { ...DESIRED, reservedMb: 128 };
  test('is reserved, left alone when it is right, and released', () => {
    expect(names(plan(one, actual(), USUAL))).toEqual(['reserve concurrency']);
    expect(names(plan(one, actual({ reservedMb: 128 }), USUAL))).toEqual([]);
    expect(names(plan(DESIRED, actual({ reservedMb: 128 }), USUAL))).toEqual([
      'release concurrency',
    ]);
  });
});

describe('another stage with the same timer', () => {
  const other = (part: Partial<TriggerState>) => ({
    name: 'scf-redis-backup-test',
    triggers: [{ ...TIMER, TriggerName: 'theirs', ...part }],
  });
  test.each([
    ['at the same time for the same instance', {}, 1],
    ['at another time', { desc: '0 0 1 * * * *' }, 0],
    ['for another instance', { argument: '{"InstanceId":"crs-other01"}' }, 0],
    [
      'for several, one of them the same',
      { argument: '{"InstanceIds":["crs-b","crs-orders01"]}' },
      1,
    ],
    ['switched off', { enabled: false }, 0],
  ])('%s', (_name, part, warnings) => {
    expect(overlapText(DESIRED.triggers, other(part))).toHaveLength(warnings);
  });
});
