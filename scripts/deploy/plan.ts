// What should be, and what is → the steps between them. Pure: nothing is called, so a plan can be shown and tested.
import { changesOf, isSameTrigger, triggerChanges } from './changes';
import { type Actual, type Desired, isOpenUrl, type TriggerState } from './model';
import { findUnset, unsetText } from './unset';

/** One step is one API call; `changes` says in words what will be different, and never holds a secret's value. */
export type Step =
  | { readonly do: 'create function' }
  | { readonly do: 'update code'; readonly changes: readonly string[] }
  | { readonly do: 'update configuration'; readonly changes: readonly string[] }
  | { readonly do: 'set retry policy' }
  | { readonly do: 'reserve concurrency' }
  | { readonly do: 'release concurrency' }
  | { readonly do: 'create trigger'; readonly trigger: TriggerState }
  | {
      readonly do: 'update trigger';
      readonly trigger: TriggerState;
      readonly changes: readonly string[];
      /** Whether a URL that was open to everyone no longer is. */
      readonly closes: boolean;
    }
  | { readonly do: 'delete trigger'; readonly trigger: TriggerState };

export interface PlanOptions {
  /** Delete the triggers that somebody else has made, too. */
  readonly prune: boolean;
  /** Upload the code although it is the same. */
  readonly force: boolean;
  /** Variables that may go although the cloud has them. */
  readonly unset: readonly string[];
}

export interface Plan {
  /** Why this cannot be deployed, and what to do; the steps are then empty. */
  readonly refusal?: string;
  readonly steps: readonly Step[];
  /** Triggers that the file does not declare, and that stay: somebody else has made them. */
  readonly undeclared: readonly TriggerState[];
}

export function plan(desired: Desired, actual: Actual | undefined, options: PlanOptions): Plan {
  const { prune, force } = options;
  const present = actual?.triggers ?? [];
  const others = present.filter(
    (one) => !desired.triggers.some((wanted) => isSameTrigger(wanted, one)),
  );
  const gone = others.filter(({ ours }) => ours || prune);
  const undeclared = others.filter((one) => !gone.includes(one));
  const refusal = refusalOf(desired, actual, undeclared, gone, options);
  if (refusal !== undefined) return { refusal, steps: [], undeclared: [] };
  const triggers = [
    ...gone.map((trigger) => ({ do: 'delete trigger', trigger }) as const),
    ...desired.triggers.flatMap((wanted) => triggerSteps(wanted, present)),
  ];
  return {
    steps: [
      // What closes a URL comes before the setting that relies on it, what opens one after the setting that guards it.
      ...triggers.filter(isClosing),
      ...(actual === undefined
        ? [{ do: 'create function' } as const]
        : functionSteps(desired, actual, force)),
      ...retrySteps(desired, actual),
      ...reservationSteps(desired, actual),
      ...triggers.filter((step) => !isClosing(step)),
    ],
    undeclared,
  };
}

/** Whether a step takes a URL from the public. */
export const isClosing = (step: Step): boolean =>
  (step.do === 'delete trigger' && step.trigger.Type === 'http') ||
  (step.do === 'update trigger' && step.closes);

function refusalOf(
  desired: Desired,
  actual: Actual | undefined,
  kept: readonly TriggerState[],
  gone: readonly TriggerState[],
  { unset }: PlanOptions,
): string | undefined {
  const open = [...desired.triggers, ...kept].find(isOpenUrl);
  if (desired.environment.WEBHOOK_AUTH === 'platform' && open !== undefined)
    return (
      `the URL ${open.TriggerName} would be open to everyone: WEBHOOK_AUTH is platform, but the platform checks nothing there. ` +
      'Set its auth to CAM, or set WEBHOOK_AUTH to both; a URL that the file does not name goes with --prune'
    );
  if (actual === undefined) return undefined;
  return functionRefusal(desired, actual) ?? unsetText(findUnset(desired, actual, gone, unset));
}

function functionRefusal(desired: Desired, actual: Actual): string | undefined {
  const { FunctionName: name } = desired.place;
  if (actual.isWeb)
    return `${name} is a web function; this is an event function. Deploy under another name: change the stage`;
  if (actual.status === 'CreateFailed')
    return `${name} could not be created (${actual.reason || 'no reason given'}). Remove it with npm run remove, then deploy again`;
  if (actual.runtime !== desired.runtime)
    return (
      `${name} runs on ${actual.runtime}, and SCF cannot change that to ${desired.runtime}. ` +
      `Either keep ${actual.runtime} in provider.runtime, or remove the function (npm run remove) and deploy it ` +
      'again: its Function URL will be another one'
    );
  return undefined;
}

/** Code first: the description that marks it is set when it is up, so that a failure in between is repaired by a re-run. */
function functionSteps(desired: Desired, actual: Actual, force: boolean): Step[] {
  const broken = actual.status !== 'Active';
  const code = [
    ...(actual.code === desired.code ? [] : [`${short(actual.code)} → ${short(desired.code)}`]),
    ...(actual.handler === desired.handler
      ? []
      : [`handler ${actual.handler} → ${desired.handler}`]),
    ...(force ? ['forced'] : []),
    ...(broken ? [`the function is ${actual.status}`] : []),
  ];
  const configuration = changesOf(desired, actual);
  return [
    ...(code.length > 0 ? [{ do: 'update code', changes: code } as const] : []),
    ...(configuration.length > 0 || broken
      ? [{ do: 'update configuration', changes: configuration } as const]
      : []),
  ];
}

export const short = (code: string | undefined): string => code?.slice(0, 12) ?? 'unknown';

function retrySteps({ retry }: Desired, actual: Actual | undefined): Step[] {
  const same =
    retry === undefined ||
    (actual?.retry?.attempts === retry.attempts &&
      actual.retry.maxAgeSeconds === retry.maxAgeSeconds);
  return same ? [] : [{ do: 'set retry policy' }];
}

function reservationSteps({ reservedMb }: Desired, actual: Actual | undefined): Step[] {
  if (reservedMb === actual?.reservedMb) return [];
  return [{ do: reservedMb === undefined ? 'release concurrency' : 'reserve concurrency' }];
}

/** An existing trigger keeps the version or alias it starts: whoever moved it had a reason. */
function triggerSteps(wanted: TriggerState, present: readonly TriggerState[]): Step[] {
  const found = present.find((one) => isSameTrigger(wanted, one));
  if (found === undefined) return [{ do: 'create trigger', trigger: wanted }];
  const changes = triggerChanges(wanted, found);
  const trigger = { ...wanted, Qualifier: found.Qualifier };
  const closes = isOpenUrl(found) && !isOpenUrl(wanted);
  return changes.length > 0 ? [{ do: 'update trigger', trigger, changes, closes }] : [];
}
