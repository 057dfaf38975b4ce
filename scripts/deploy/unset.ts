// What the cloud has and this deploy would take away without anybody having said so: secrets, limits, the endpoint.
import { SETTINGS } from '../../src/config';
import type { Actual, Desired, TriggerState } from './model';

/** Taking these away widens nothing and closes nothing. */
const HARMLESS = ['LOG_LEVEL', 'BACKUP_REGION', 'COVERAGE_REQUEST'];

/**
 * Settings of the function that this deploy does not name. The value that stands in anyway is no loss, and without
 * the URL that is deleted in the same plan no secret is needed.
 */
export function findUnset(
  desired: Desired,
  actual: Actual,
  gone: readonly TriggerState[],
  allowed: readonly string[],
): string[] {
  const closing = gone.some(({ Type }) => Type === 'http') ? ['WEBHOOK_SECRETS'] : [];
  const mayGo = [...HARMLESS, ...allowed, ...closing];
  return Object.entries(SETTINGS).flatMap(([name, { fallback }]) => {
    const present = actual.environment[name] ?? fallback;
    const isKept = desired.environment[name] !== undefined || present === fallback;
    return isKept || mayGo.includes(name) ? [] : [name];
  });
}

const SECRETS = ['WEBHOOK_SECRETS', 'PING_URL'];

/** Why this is not deployed, with the two ways out; undefined when nothing is missing. */
export function unsetText(names: readonly string[]): string | undefined {
  if (names.length === 0) return undefined;
  const each = names.map(
    (name) =>
      `  ${name}: ${SECRETS.includes(name) ? 'in .env or the environment' : 'under settings in backup.yml'}`,
  );
  return [
    `the deployed function has settings that are not set here, and this deploy would take them away: ${names.join(', ')}`,
    'Either set them again:',
    ...each,
    `or take them away on purpose: npm run deploy -- ${names.map((name) => `--unset ${name}`).join(' ')}`,
  ].join('\n');
}
