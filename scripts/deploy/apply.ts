// The steps of a plan, one after the other. The first that fails ends it: what is done stays done, and a re-run goes on.
import type { ScfApi } from './api';
import { callOf } from './calls';
import { ApiFailure } from './failure';
import type { Desired, Place } from './model';
import { isClosing, type Step } from './plan';
import { doneText, stepText } from './words';

/** After these the function is busy for a while, and refuses any other change. */
const CHANGES_FUNCTION: readonly Step['do'][] = [
  'create function',
  'update code',
  'update configuration',
];

/**
 * @param zip the code, as base64
 * @param print told of each step before and after
 * @throws {Error} naming the step, why it failed, and what to do
 */
export async function apply(
  steps: readonly Step[],
  desired: Desired,
  zip: string,
  api: ScfApi,
  print: (line: string) => void,
): Promise<void> {
  for (const [index, step] of steps.entries()) {
    const number = `${index + 1} of ${steps.length}`;
    const startedAt = performance.now();
    try {
      await api.write(callOf(step, desired, zip));
      if (CHANGES_FUNCTION.includes(step.do)) await whenActive(api, desired.place);
    } catch (error) {
      throw stepFailure(`step ${number}, ${stepText(step, desired)}`, index, error, steps);
    }
    const seconds = ((performance.now() - startedAt) / 1000).toFixed(1);
    print(`  ${number} done, ${seconds} s: ${doneText(step)}`);
  }
}

async function whenActive(api: ScfApi, place: Place): Promise<void> {
  const details = await api.settled(place);
  if (details?.Status === 'Active') return;
  const reasons = details?.StatusReasons.map(({ ErrorMessage }) => ErrorMessage).join('; ');
  throw new Error(`the function is ${details?.Status ?? 'gone'}: ${reasons || 'no reason given'}`);
}

/** URLs that were to be closed and are not yet: the state that must not be overlooked. */
function stillOpen(steps: readonly Step[]): string {
  const open = steps.flatMap((step) =>
    isClosing(step) && 'trigger' in step ? [step.trigger.TriggerName] : [],
  );
  return open.length === 0 ? '' : `\n  Still open to the Internet: ${open.join(', ')}.`;
}

function stepFailure(step: string, done: number, error: unknown, steps: readonly Step[]): Error {
  const remedy =
    error instanceof ApiFailure
      ? error.remedy
      : 'look at the function in the console, then run the same command again';
  const before = done === 0 ? 'Nothing was changed before it' : 'The steps before it are done';
  const message = error instanceof Error ? error.message : String(error);
  return new Error(
    `${step}, failed.\n  Why: ${message}\n  What to do: ${remedy}\n  ${before}.${stillOpen(steps.slice(done))}`,
  );
}
