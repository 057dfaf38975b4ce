// What a query is answered: the coverage as JSON or as a page, backups newest first, one task.
import type { Coverage } from '../../src/queries/coverage';
import { answerBackups, answerCoverage, answerTask } from '../../src/queries/responses';
import { backup, failure, GUANGZHOU, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const ABOUT = { instance: 'run-1' };
const JSON_FORM = {
  form: 'json',
  request: { query: 'coverage', MaxAgeHours: 26, InstanceIds: [], Region: GUANGZHOU, Selector: {} },
  functionName: 'backup-dev',
  http: undefined,
  at: START_OF_TIME,
} as const;

const coverage = (part: Partial<Coverage> = {}): Coverage => ({
  MaxAgeHours: 26,
  rows: [
    { ...target('crs-good'), State: 'covered', Why: 'fresh', AgeHours: 3, marks: [] },
    { ...target('crs-old'), State: 'stale', Why: 'too old', AgeHours: 40, marks: [] },
  ],
  unlisted: [],
  mayBeEmpty: false,
  ...part,
});

describe('a coverage', () => {
  test('with something stale is 503, counts, puts the stale one first and names it as a failure', () => {
    const { status, outcome, body, failures, rows, oldestAgeHours } = answerCoverage(
      coverage(),
      ABOUT,
      JSON_FORM,
    );
    expect({ status, outcome, oldestAgeHours }).toEqual({
      status: 503,
      outcome: 'stale',
      oldestAgeHours: 40,
    });
    expect(body).toMatchObject({
      ...{ Covered: 1, Stale: 1, Never: 0, Stopped: 0, OldestAgeHours: 40 },
      Instances: [{ InstanceId: 'crs-old' }, { InstanceId: 'crs-good' }],
    });
    expect(JSON.stringify(body)).not.toContain('marks');
    expect(failures).toMatchObject([{ InstanceId: 'crs-old', code: 'Stale', message: 'too old' }]);
    expect(rows).toHaveLength(2);
  });

  test('with everything covered is 200, and nothing needs a look', () => {
    const [good] = coverage().rows;
    const { status, outcome, failures } = answerCoverage(
      coverage({ rows: good === undefined ? [] : [good] }),
      ABOUT,
      JSON_FORM,
    );
    expect({ status, outcome, failures }).toEqual({
      status: 200,
      outcome: 'covered',
      failures: [],
    });
  });

  test('with a region that could not be read is 503, and says which and why', () => {
    const unlisted = [{ Region: GUANGZHOU, failure: failure('InternalError') }];
    const { status, body, failures } = answerCoverage(
      coverage({ rows: [], unlisted }),
      ABOUT,
      JSON_FORM,
    );
    expect(status).toBe(503);
    expect(body).toMatchObject({ Unlisted: [{ Region: GUANGZHOU, instance: 'run-1' }] });
    expect(failures).toMatchObject([{ Region: GUANGZHOU, code: 'InternalError' }]);
  });

  test('for a browser is a page with its own headers', () => {
    const { status, body, headers } = answerCoverage(coverage(), ABOUT, {
      ...JSON_FORM,
      form: 'page',
    });
    expect(status).toBe(503);
    expect(String(body)).toMatch(/^<!doctype html>/);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
  });
});

test('a scrape is 200 whatever it shows, as text, and no failure of the log', () => {
  const told = answerCoverage(coverage(), ABOUT, { ...JSON_FORM, form: 'metrics' });
  expect(told).toMatchObject({ status: 200, outcome: 'stale', failures: [] });
  expect(told.headers['Content-Type']).toBe('text/plain; version=0.0.4; charset=utf-8');
});

test('what the next reading may heal is told apart from what somebody has to mend', () => {
  const [good, stale] = coverage().rows as [Coverage['rows'][number], Coverage['rows'][number]];
  const unread = { ...good, State: 'unreadable' as const, isTransient: true };
  const isTransient = (rows: Coverage['rows']) =>
    answerCoverage(coverage({ rows }), ABOUT, JSON_FORM).isTransient;
  expect(isTransient([good, unread])).toBe(true);
  expect(isTransient([stale, unread])).toBe(false);
  expect(isTransient([])).toBe(false);
});

test('backups come newest first, without what only decisions use', () => {
  const { body } = answerBackups(
    [backup({ BackupId: 'old', startedAt: 1 }), backup({ BackupId: 'new', startedAt: 2 })],
    8 * 3_600_000,
    START_OF_TIME,
  );
  expect(body).toMatchObject({
    Backups: [
      { BackupId: 'new', State: 'good', StartTime: '2026-01-02T11:00:00+08:00' },
      { BackupId: 'old' },
    ],
  });
  expect(JSON.stringify(body)).not.toContain('startedAt');
});

test('a task has its id, its region and its state', () => {
  const info = { Status: 'running', InstanceId: 'crs-a', TaskMessage: '' };
  const request = { query: 'task', TaskId: 7, Region: GUANGZHOU } as const;
  expect(answerTask(request, { ...info, StartTime: '', state: 'unfinished' }, 0).body).toEqual({
    ...info,
    ...{ TaskId: 7, Region: GUANGZHOU, State: 'unfinished' },
  });
});
