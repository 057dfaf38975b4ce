// The plan: what should be, what is → the steps. No call is made.
import { changesOf } from '../../scripts/deploy/changes';
import { desiredOf } from '../../scripts/deploy/desired';
import { marked, unmarked } from '../../scripts/deploy/mark';
import type { Actual, Desired, TriggerState } from '../../scripts/deploy/model';
import { type Plan, plan } from '../../scripts/deploy/plan';
import { sourceOf } from './in-process';

const CODE = 'a'.repeat(64);
const DESIRED = desiredOf(sourceOf().service, CODE);
const USUAL = { prune: false, force: false };

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
const HAND: TriggerState = { ...TIMER, TriggerName: 'by-hand' };
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
    expect(names(plan(DESIRED, actual(), { prune: false, force: true }))).toEqual(['update code']);
  });

  test('--prune deletes what is not declared; without it, it is told of', () => {
    const is = actual({ triggers: [TIMER, URL, HAND] });
    expect(plan(DESIRED, is, USUAL).undeclared).toEqual([HAND]);
    const pruned = plan(DESIRED, is, { prune: true, force: false });
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
