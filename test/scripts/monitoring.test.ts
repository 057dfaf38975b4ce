// The queries of docs/monitoring.md, tried against lines of the real logger: each finds one, by fields that the index has.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { logDelivery, logSummary, logTarget } from '../../src/log-lines';
import { createLogger } from '../../src/logger';
import type { Answered, Result } from '../../src/result';
import { notMade, processed, target } from '../support/builders';

const page = readFileSync(join(__dirname, '../../docs/monitoring.md'), 'utf8');

const COVERAGE: Answered = {
  ...{ kind: 'answered', outcome: 'stale', status: 503, body: {}, headers: {} },
  failures: [{ ...target(), outcome: 'never', code: 'NeverBackedUp', message: 'no backup' }],
  rows: [{ ...target(), State: 'never' }],
  selection: { Regions: [], Excluded: 2, Stopped: 1, NotAllowed: 0 },
};
const BACKUP: Result = {
  ...{ kind: 'backedUp', form: 'many', unlisted: [] },
  results: [notMade('deferred', 'DeadlineTooNear')],
};

/** What an alarm has to find: a coverage with one never backed up, a target that was put off, a shared limit. */
function realLines(): Record<string, unknown>[] {
  const lines: Record<string, unknown>[] = [];
  const log = createLogger({
    ...{ level: 'info', invocationId: 'run-1' },
    write: (line) => lines.push(JSON.parse(line)),
  });
  for (const result of [COVERAGE, BACKUP]) {
    const told = processed({ runKey: undefined, payload: { from: 'default' } }, result);
    logDelivery(log, { ...told, trigger: 'timer', durationMs: 1 });
  }
  logTarget(log, notMade('deferred', 'DeadlineTooNear'), undefined, 1);
  const totals = {
    ...{ metrics: { savedCalls: 0, oldestAgeMs: 1 }, findings: {}, durationMs: 1 },
  };
  logSummary(log, [COVERAGE, BACKUP], { ...totals, calls: { byAction: {}, limited: 3 } });
  return lines;
}

/** As the index has them: a key of an object is `object.key`. */
const flatten = (line: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(line).flatMap(([name, value]) =>
      typeof value === 'object' && value !== null
        ? Object.entries(value).map(([key, part]) => [`${name}.${key}`, part])
        : [[name, value]],
    ),
  );

const indexed = [...page.matchAll(/"Key": "([^"]+)"/g)].map(([, key]) => key);
const queries = [
  ...page.matchAll(/"Query": "((?:[^"\\]|\\.)*)"/g),
  ...page.matchAll(/^\| [^|]+ \| `([^`]+\\\| select [^`]+)`/gm),
].map(([, query = '']) => query.replaceAll('\\|', '|').replaceAll('\\"', '"'));

/** The conditions before the bar, and the fields that are selected behind it. */
function parseQuery(query: string) {
  const [filter = '', select = ''] = query.split(' | select ');
  const conditions = filter.split(' AND ').map((one) => {
    const [, field = '', over = '', value = ''] = /^(\w+):(>?)(.+)$/.exec(one.trim()) ?? [];
    return { field, over, value };
  });
  const fields = [...select.matchAll(/(?:sum|max)\("?([\w.]+)"?\)/g)].map(
    ([, field = '']) => field,
  );
  return { conditions, fields };
}

test('there are queries, and an index', () => {
  expect(queries.length).toBeGreaterThan(6);
  expect(indexed.length).toBeGreaterThan(15);
  expect(queries.flatMap((query) => parseQuery(query).fields).length).toBeGreaterThan(3);
});

const lines = realLines().map(flatten);
test.each(queries.filter((query) => !query.startsWith('SCF_Message')))('%s', (query) => {
  const { conditions, fields } = parseQuery(query);
  const found = lines.filter((line) =>
    conditions.every(({ field, over, value }) =>
      over === '>' ? Number(line[field]) > Number(value) : String(line[field]) === value,
    ),
  );
  expect(found).not.toEqual([]);
  for (const field of fields) {
    expect(found.some((line) => typeof line[field] === 'number')).toBe(true);
    expect(indexed).toContain(field);
  }
  for (const { field } of conditions) expect(indexed).toContain(field);
});
