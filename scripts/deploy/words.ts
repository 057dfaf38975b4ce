// A plan and its steps in words: what is printed before anything is done.
import { type Desired, descText, type TriggerState } from './model';
import { type Plan, type Step, short } from './plan';

export function stepText(step: Step, desired: Desired): string {
  const { FunctionName } = desired.place;
  switch (step.do) {
    case 'create function': {
      const facts = `${desired.runtime}, ${desired.memoryMb} MB, ${desired.timeoutS} s`;
      return `create function ${FunctionName} (${facts}, code ${short(desired.code)})`;
    }
    case 'update code':
    case 'update configuration':
      return `${step.do} (${step.changes.join('; ')})`;
    case 'set retry policy': {
      const { attempts, maxAgeSeconds } = desired.retry ?? { attempts: 0, maxAgeSeconds: 0 };
      return `set retry policy (${attempts} more attempts, events wait at most ${maxAgeSeconds} s)`;
    }
    case 'reserve concurrency':
      return `${step.do} (${desired.reservedMb} MB: ${instancesText(desired)})`;
    case 'release concurrency':
      return `${step.do} (as many instances at once as the account allows)`;
    case 'create trigger':
    case 'delete trigger':
      return `${step.do} ${triggerText(step.trigger)}`;
    case 'update trigger':
      return `update trigger ${step.trigger.TriggerName} (${step.changes.join('; ')})`;
    default:
      return step satisfies never;
  }
}

/** `1 instance at once`. */
export function instancesText({
  reservedMb = 0,
  memoryMb,
}: Pick<Desired, 'reservedMb' | 'memoryMb'>): string {
  const count = memoryMb > 0 ? Math.floor(reservedMb / memoryMb) : 0;
  return `${count} ${count === 1 ? 'instance' : 'instances'} at once`;
}

export const triggerText = ({ Type, TriggerName, desc, enabled }: TriggerState): string =>
  `${TriggerName} (${Type} ${descText(desc)}${enabled ? '' : ', switched off'})`;

/** What was done, short: the plan above it has the details. */
export const doneText = (step: Step): string =>
  'trigger' in step ? `${step.do} ${step.trigger.TriggerName}` : step.do;

/** @param host of the API: the last thing to see before anything is done to an account */
export function planLines({ steps, undeclared }: Plan, desired: Desired, host: string): string[] {
  const place = `${desired.place.FunctionName} in ${desired.region} (${host})`;
  const title =
    steps.length === 0
      ? `plan: ${place} is as the file describes it; nothing to change`
      : `plan: ${place}, ${steps.length} ${steps.length === 1 ? 'step' : 'steps'}`;
  return [
    title,
    ...steps.map((step, index) => `  ${index + 1}. ${stepText(step, desired)}`),
    ...undeclared.map(
      (trigger) =>
        `  kept: trigger ${triggerText(trigger)} is not in the file, and no deploy made it; --prune deletes it`,
    ),
  ];
}
