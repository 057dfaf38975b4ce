// Before anything is packaged or changed: everything that can be known to go wrong, all at once, each with its remedy.
import { placeOf } from '../../emulator/scf/backup-file';
import { checkEndpoints } from './checks/endpoints';
import type { Check, Facts, Finding } from './checks/facts';
import { checkRegion, checkRole, checkTriggers } from './checks/function';
import { checkLease } from './checks/lease';
import { checkMemory } from './checks/memory';
import { checkDefaultRequest, checkDemo, checkRequests } from './checks/requests';
import { checkSchedule, ZONE_NOTE } from './checks/schedule';
import { checkSettings } from './checks/settings';
import { checkTime } from './checks/time';
import { checkWebhook } from './checks/webhook';

const CHECKS: readonly Check[] = [
  checkRegion,
  checkRole,
  checkTriggers,
  checkSettings,
  checkEndpoints,
  checkRequests,
  checkDemo,
  checkDefaultRequest,
  checkTime,
  checkMemory,
  checkLease,
  checkWebhook,
  checkSchedule,
];

export const findingsOf = (facts: Facts): readonly Finding[] =>
  CHECKS.flatMap((check) => check(facts));

/** Two settings may stand in one place of the operator's file. */
const unique = (lines: readonly string[]): string[] => [...new Set(lines)];

/**
 * @param print told of the warnings and notes
 * @throws {Error} with every problem, one a line
 */
export function preflight(facts: Facts, print: (line: string) => void): void {
  const findings = findingsOf(facts);
  const place = (where: string) => placeOf(facts.service, where);
  for (const { level, where, text } of findings) {
    if (level === 'warning') print(`warning: ${place(where)} ${text}`);
    if (level === 'note') print(`${text}`);
  }
  if (findings.some(({ level }) => level === 'note')) print(`  (${ZONE_NOTE})`);
  const problems = findings.filter(({ level }) => level === 'problem');
  if (problems.length === 0) return;
  throw new Error(unique(problems.map(({ where, text }) => `${place(where)} ${text}`)).join('\n'));
}
