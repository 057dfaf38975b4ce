// Carrying a plan out, on an API that fails at a step.
import { apply } from '../../scripts/deploy/apply';
import { desiredOf } from '../../scripts/deploy/desired';
import type { TriggerState } from '../../scripts/deploy/model';
import type { Step } from '../../scripts/deploy/plan';
import { sourceOf } from './in-process';

const DESIRED = desiredOf(sourceOf().service, 'a'.repeat(64));
const [timer, url] = DESIRED.triggers as [TriggerState, TriggerState];

const failing = {
  write: () => Promise.reject(new Error('the network is gone')),
  settled: () => Promise.resolve(undefined),
} as unknown as Parameters<typeof apply>[3];

const table: [name: string, step: Step, told: RegExp][] = [
  [
    'a URL that was to be closed stays open, and the failure says so',
    { do: 'delete trigger', trigger: url },
    /failed\.\n {2}Why: the network is gone\n[\s\S]*Still open to the Internet: \S+\.$/,
  ],
  [
    'a timer that was to be deleted is no open door',
    { do: 'delete trigger', trigger: timer },
    /Nothing was changed before it\.$/,
  ],
];

test.each(table)('%s', async (_name, step, told) => {
  await expect(apply([step], DESIRED, '', failing, () => undefined)).rejects.toThrow(told);
});
