// Issues as one line.
import { formatIssues, invalid } from '../../src/request/issues';

test('issues are one line, each behind its path', () => {
  const issues = [
    { path: 'Region', message: 'missing' },
    { path: '', message: 'and more' },
  ];
  expect(formatIssues(issues)).toBe('Region: missing; and more');
  expect(invalid(...issues)).toEqual({ ok: false, issues });
});
