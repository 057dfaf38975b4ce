// `npm run info`: the function as it is, beside what the file declares. Variables by name alone.
import { nextFires } from '../../emulator/scf/cron';
import { isSameTrigger } from './changes';
import type { Actual, Desired, TriggerState } from './model';
import { short } from './plan';
import { instancesText, triggerText } from './words';
import { onTheWall } from './zone';

export function infoLines(
  desired: Pick<Desired, 'place' | 'region' | 'triggers'>,
  actual: Actual,
  now: Date,
): string[] {
  const { FunctionName, Namespace } = desired.place;
  const declared = (trigger: TriggerState) =>
    desired.triggers.some((one) => isSameTrigger(one, trigger));
  return [
    `function: ${FunctionName} (namespace ${Namespace}, ${desired.region})`,
    `status: ${actual.status}${actual.reason === '' ? '' : `: ${actual.reason}`}`,
    `runtime: ${actual.runtime}, ${actual.memoryMb} MB, ${actual.timeoutS} s`,
    `concurrency: ${actual.reservedMb === undefined ? 'not limited' : `${instancesText(actual)} (${actual.reservedMb} MB reserved)`}`,
    `role: ${actual.role || 'none'}`,
    `code: ${short(actual.code)}`,
    `variables: ${Object.keys(actual.environment).sort().join(', ') || 'none'}`,
    ...(actual.retry === undefined
      ? []
      : [
          `failed events: ${actual.retry.attempts} more attempts, at most ${actual.retry.maxAgeSeconds} s`,
        ]),
    ...actual.triggers.map(
      (trigger) =>
        `trigger: ${triggerText(trigger)}${nextOf(trigger, now)}${declared(trigger) ? '' : ' (not in the file)'}`,
    ),
    ...actual.urls.map((url) => `url: ${url}`),
  ];
}

/** A timer somebody made in the console may have a cron that this does not understand. */
function nextOf({ Type, desc, enabled }: TriggerState, now: Date): string {
  if (Type !== 'timer' || !enabled) return '';
  try {
    const [next] = nextFires(desc, now);
    return next === undefined ? ', never again' : `, next at ${onTheWall(next)} UTC+8`;
  } catch {
    return '';
  }
}
