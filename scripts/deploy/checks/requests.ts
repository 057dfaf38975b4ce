// The requests that timers will send: they parse, and the settings allow them.

import { findForbidden } from '../../../src/request/allow-list';
import { formatIssues } from '../../../src/request/issues';
import { type Check, type Finding, problem, timerRequests } from './facts';

export const checkRequests: Check = (facts) => {
  const { config } = facts;
  if (!config.ok) return [];
  return timerRequests(facts).flatMap(({ where, request }): readonly Finding[] => {
    if (!request.ok)
      return [problem(where, `is no backup request: ${formatIssues(request.issues)}`)];
    const issues = findForbidden(request.value, config.value);
    return issues.length === 0 ? [] : [problem(where, `is not allowed: ${formatIssues(issues)}`)];
  });
};
