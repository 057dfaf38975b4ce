// What a query is answered: the coverage as JSON or as a page, backups newest first, one task.
import type { Coverage } from '../../src/queries/coverage';
import { answerBackups, answerCoverage, answerTask } from '../../src/queries/responses';
import { backup, failure, GUANGZHOU, target } from '../support/builders';
import { START_OF_TIME } from '../support/clock';

const ABOUT = { instance: 'run-1' };

const coverage = (part: Partial<Coverage> = {}): Coverage => ({
  MaxAgeHours: 26,
  rows: [
    { ...target('crs-good'), State: 'covered', Why: 'fresh', AgeHours: 3, marks: [] },
    { ...target('crs-old'), State: 'stale', Why: 'too old', AgeHours: 40, marks: [] },
  ],
  unlisted: [],
  notAllowed: 0,
  ...part,
});

describe('a coverage', () => {
  test('with something stale is 503, counts, puts the stale one first and names it as a failure', () => {
    const { status, outcome, body, failures, rows, oldestAgeHours } = answerCoverage(
      coverage(),
      ABOUT,
      undefined,
    );
    expect({ status, outcome, oldestAgeHours }).toEqual({
      status: 503,
      outcome: 'stale',
      oldestAgeHours: 40,
    });
    expect(body).toMatchObject({
      ...{ Covered: 1, Stale: 1, Skipped: 0, OldestAgeHours: 40 },
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
      undefined,
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
      undefined,
    );
    expect(status).toBe(503);
    expect(body).toMatchObject({ Unlisted: [{ Region: GUANGZHOU, instance: 'run-1' }] });
    expect(failures).toMatchObject([{ Region: GUANGZHOU, code: 'InternalError' }]);
  });

  test('for a browser is a page with its own headers', () => {
    const { status, body, headers } = answerCoverage(coverage(), ABOUT, START_OF_TIME);
    expect(status).toBe(503);
    expect(String(body)).toMatch(/^<!doctype html>/);
    expect(headers['Content-Type']).toBe('text/html; charset=utf-8');
  });
});

test('backups come newest first, without what only decisions use', () => {
  const { body } = answerBackups([
    backup({ BackupId: 'old', startedAt: 1 }),
    backup({ BackupId: 'new', startedAt: 2 }),
  ]);
  expect(body).toMatchObject({
    Backups: [{ BackupId: 'new', State: 'good' }, { BackupId: 'old' }],
  });
  expect(JSON.stringify(body)).not.toContain('startedAt');
});

test('a task has its id, its region and its state', () => {
  const info = { Status: 'running', InstanceId: 'crs-a', StartTime: '', TaskMessage: '' };
  const request = { query: 'task', TaskId: 7, Region: GUANGZHOU } as const;
  expect(answerTask(request, { ...info, state: 'unfinished' }).body).toEqual({
    ...info,
    ...{ TaskId: 7, Region: GUANGZHOU, State: 'unfinished' },
  });
});
