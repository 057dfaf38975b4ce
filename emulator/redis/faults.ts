// The script: a queue of steps, each waiting for the call it is meant for.

import type { FaultStep } from './types';

export interface ScriptedCall {
  action: string;
  instanceId?: string | undefined;
  region?: string;
}

const isFor = (step: FaultStep, { action, instanceId, region }: ScriptedCall) => {
  const { action: wanted = 'ManualBackupInstance' } = step;
  const rightAction = wanted === '*' || wanted === action;
  const rightRegion = step.region === undefined || step.region === region;
  return (
    rightAction && rightRegion && (step.instanceId === undefined || step.instanceId === instanceId)
  );
};

/**
 * The first step meant for this call and not told to skip it, and the queue as the call leaves it. A
 * call that a step skips may still take a later one.
 */
export function takeStep(
  queue: readonly FaultStep[],
  call: ScriptedCall,
): { step?: FaultStep; queue: readonly FaultStep[] } {
  const left: FaultStep[] = [];
  for (const [index, step] of queue.entries()) {
    const { skip = 0, times = 1 } = step;
    if (!isFor(step, call)) left.push(step);
    else if (skip > 0) left.push({ ...step, skip: skip - 1 });
    else {
      const again = times > 1 ? [{ ...step, times: times - 1 }] : [];
      return { step, queue: [...left, ...again, ...queue.slice(index + 1)] };
    }
  }
  return { queue: left };
}
