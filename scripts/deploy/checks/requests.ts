// The requests that timers will send: they parse, and the settings allow them.
import { describe } from '../../../src/request/backup-request';
import { forbidden } from '../../../src/request/permit';
import { type Check, type Finding, problem, timerRequests } from './facts';

export const checkRequests: Check = (facts) => {
  const { config } = facts;
  if (!config.ok) return [];
  return timerRequests(facts).flatMap(({ where, request }): readonly Finding[] => {
    if (!request.ok) return [problem(where, `is no backup request: ${describe(request.issues)}`)];
    const issues = forbidden(request.value, config.value);
    return issues.length === 0 ? [] : [problem(where, `is not allowed: ${describe(issues)}`)];
  });
};
