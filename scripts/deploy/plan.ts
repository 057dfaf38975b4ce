// What should be, and what is → the steps between them. Pure: nothing is called, so a plan can be shown and tested.
import { changesOf, isSameTrigger, triggerChanges } from './changes';
import type { Actual, Desired, TriggerState } from './model';

/** One step is one API call; `changes` says in words what will be different, and never holds a variable's value. */
export type Step =
  | { readonly do: 'create function' }
  | { readonly do: 'update code'; readonly changes: readonly string[] }
  | { readonly do: 'update configuration'; readonly changes: readonly string[] }
  | { readonly do: 'set retry policy' }
  | { readonly do: 'create trigger'; readonly trigger: TriggerState }
  | {
      readonly do: 'update trigger';
      readonly trigger: TriggerState;
      readonly changes: readonly string[];
    }
  | { readonly do: 'delete trigger'; readonly trigger: TriggerState };

export interface PlanOptions {
  /** Delete the triggers that are not declared. */
  readonly prune: boolean;
  /** Upload the code although it is the same. */
  readonly force: boolean;
}

export interface Plan {
  /** Why this cannot be deployed, and what to do; the steps are then empty. */
  readonly refusal?: string;
  readonly steps: readonly Step[];
  /** Triggers that serverless.yml does not declare, and that stay. */
  readonly undeclared: readonly TriggerState[];
}

export function plan(
  desired: Desired,
  actual: Actual | undefined,
  { prune, force }: PlanOptions,
): Plan {
  const refusal = actual === undefined ? undefined : refusalOf(desired, actual);
  if (refusal !== undefined) return { refusal, steps: [], undeclared: [] };
  const present = actual?.triggers ?? [];
  const undeclared = present.filter(
    (one) => !desired.triggers.some((wanted) => isSameTrigger(wanted, one)),
  );
  return {
    steps: [
      ...(actual === undefined
        ? [{ do: 'create function' } as const]
        : functionSteps(desired, actual, force)),
      ...retrySteps(desired, actual),
      ...desired.triggers.flatMap((wanted) => triggerSteps(wanted, present)),
      ...(prune ? undeclared.map((trigger) => ({ do: 'delete trigger', trigger }) as const) : []),
    ],
    undeclared: prune ? [] : undeclared,
  };
}

function refusalOf(desired: Desired, actual: Actual): string | undefined {
  const { FunctionName: name } = desired.place;
  if (actual.isWeb)
    return `${name} is a web function; this is an event function. Deploy under another name: change functions.*.name`;
  if (actual.status === 'CreateFailed')
    return `${name} could not be created (${actual.reason || 'no reason given'}). Remove it with npx serverless remove, then deploy again`;
  if (actual.runtime !== desired.runtime)
    return (
      `${name} runs on ${actual.runtime}, and SCF cannot change that to ${desired.runtime}. ` +
      `Either keep ${actual.runtime} in provider.runtime, or remove the function (npx serverless remove) and deploy it ` +
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

/** An existing trigger keeps the version or alias it starts: whoever moved it had a reason. */
function triggerSteps(wanted: TriggerState, present: readonly TriggerState[]): Step[] {
  const found = present.find((one) => isSameTrigger(wanted, one));
  if (found === undefined) return [{ do: 'create trigger', trigger: wanted }];
  const changes = triggerChanges(wanted, found);
  const trigger = { ...wanted, Qualifier: found.Qualifier };
  return changes.length > 0 ? [{ do: 'update trigger', trigger, changes }] : [];
}
