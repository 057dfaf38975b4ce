// The scenes of the dialect matrix: what a function meets in its ordinary life, on an API of any dialect.
import type { CosObject } from '../../emulator/cos/bucket';
import type { Dialect } from '../../emulator/redis/dialect';
import { lock } from '../../emulator/redis/model/tasks';
import { get } from '../../test/support/events';
import { createScene, INSTANCE, type Scene } from '../../test/support/scene';
import { type Expected, judge, type Verdict } from './judge';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

/** An API that is slower than a page of twenty rows, and an instance with more than one. */
const LATENCY_MS = 120;
const HISTORY = 30;
/** How the platform repeats an event of a timer that has failed. */
const REDELIVERED = { redeliveredAfterMs: [MINUTE, MINUTE] };
const NEVER_BACKED_UP = 'crs-demo0002';
/** As many as make a region's reading worth while. */
const FLEET = Array.from({ length: 12 }, (_, index) => `crs-fleet0${10 + index}`);
const BUSY_MS = 4 * MINUTE;

interface Setting {
  readonly dialect: Partial<Dialect>;
  readonly region: string;
  /** Strict mode. */
  readonly leases: boolean;
}

interface Play {
  readonly scene: Scene;
  readonly expected: Expected;
  /** What is wrong beside backups and outcomes. */
  readonly lies?: () => string[];
}

const open = ({ dialect, region, leases }: Setting, ids: readonly string[] = [INSTANCE]): Scene =>
  createScene({
    dialect,
    leases,
    latencyMs: LATENCY_MS,
    instances: ids.map((instanceId) => ({ instanceId, region, history: HISTORY })),
  });

const monday = ({ region }: Setting, at = 0) => ({
  ...{ run: 'monday', via: 'timer' as const, at, ...REDELIVERED },
  request: { InstanceId: INSTANCE, Region: region, Remark: 'nightly backup of the orders' },
});

const ONE: Expected = { monday: [INSTANCE] };

/** The first delivery, and another one of the same run so much later. */
function redelivered(setting: Setting, afterMs: number): Play {
  const scene = open(setting);
  scene.deliver(monday(setting));
  scene.deliver(monday(setting, afterMs));
  return { scene, expected: ONE };
}

function threeNights(setting: Setting): Play {
  const scene = open(setting);
  const nights = ['monday', 'tuesday', 'wednesday'];
  for (const [index, run] of nights.entries())
    scene.deliver({ ...monday(setting, index * DAY), run });
  return { scene, expected: Object.fromEntries(nights.map((run) => [run, [INSTANCE]])) };
}

function withTrouble(setting: Setting, lost: 'answer' | 'call'): Play {
  const scene = open(setting);
  scene.next('ManualBackupInstance', { lost });
  scene.deliver(monday(setting));
  return { scene, expected: ONE };
}

/** The task ends badly, and the event comes again. */
function failedTask(setting: Setting): Play {
  const scene = open(setting);
  scene.deliver(monday(setting));
  scene.at(MINUTE / 4, () => {
    const { state } = scene.model;
    const fail = <Row extends { taskId?: number }>(row: Row) =>
      row.taskId === scene.backups(INSTANCE).at(-1)?.taskId ? { ...row, outcome: 'failed' } : row;
    scene.model.state = {
      ...state,
      tasks: state.tasks.map(fail) as typeof state.tasks,
      backups: state.backups.map(fail) as typeof state.backups,
    };
  });
  scene.deliver(monday(setting, 10 * MINUTE));
  return { scene, expected: ONE };
}

function busyFleet(setting: Setting): Play {
  const scene = open(setting, FLEET);
  const [busy = ''] = FLEET;
  scene.model.state = lock(
    scene.model.state,
    { instanceId: busy, ms: BUSY_MS, silent: false },
    scene.timeline.now,
  );
  const request = { InstanceIds: FLEET, Region: setting.region };
  scene.deliver({ ...monday(setting), request });
  return { scene, expected: { monday: FLEET } };
}

/** One instance has been backed up an hour ago, and one never. */
function coverage(setting: Setting): Play {
  const { dialect, region } = setting;
  const scene = createScene({
    dialect,
    latencyMs: LATENCY_MS,
    instances: [
      { instanceId: INSTANCE, region, history: HISTORY },
      { instanceId: NEVER_BACKED_UP, region },
    ],
  });
  scene.deliver(monday(setting));
  const query = { InstanceIds: `${INSTANCE},${NEVER_BACKED_UP}`, Region: region, MaxAgeHours: '2' };
  const asked = scene.deliver({
    ...{ run: 'coverage', at: HOUR, via: 'http' as const, event: get('/coverage', query) },
  });
  return {
    scene,
    expected: ONE,
    lies: () => {
      const { body = '{}' } = asked.result as { body?: string };
      const rows: { InstanceId: string; State: string }[] = JSON.parse(body).Instances ?? [];
      const stateOf = (id: string) => rows.find(({ InstanceId }) => InstanceId === id)?.State;
      return [
        ...(stateOf(INSTANCE) === 'covered' ? [] : [`a good backup is ${stateOf(INSTANCE)}`]),
        ...(stateOf(NEVER_BACKED_UP) === 'covered' ? ['covered without a backup'] : []),
      ];
    },
  };
}

function together(setting: Setting): Play {
  const scene = open(setting);
  scene.deliver(monday(setting));
  scene.deliver(monday(setting, 40));
  return { scene, expected: ONE };
}

const SCENES = {
  'three nights of a timer': threeNights,
  'redelivered at once': (setting: Setting) => redelivered(setting, 2_000),
  'redelivered after a minute': (setting: Setting) => redelivered(setting, MINUTE),
  'redelivered after six hours': (setting: Setting) => redelivered(setting, 6 * HOUR),
  'a lost answer': (setting: Setting) => withTrouble(setting, 'answer'),
  'a lost write': (setting: Setting) => withTrouble(setting, 'call'),
  'two deliveries at once': together,
  'a fleet with one busy instance': busyFleet,
  coverage,
  'redelivered after a failed task': failedTask,
} as const satisfies Readonly<Record<string, (setting: Setting) => Play>>;

export type SceneName = keyof typeof SCENES;
export const SCENE_NAMES = Object.keys(SCENES) as SceneName[];

/** In another zone than China's, where the zone of the API is the region's own. */
const regionOf = ({ zone }: Partial<Dialect>): string =>
  zone === "the region's own" ? 'eu-frankfurt' : 'ap-guangzhou';

/** Plays one scene to its end on an API of this dialect. */
export async function playScene(
  name: SceneName,
  dialect: Partial<Dialect>,
  { leases = false } = {},
): Promise<Verdict & { readonly leases: readonly CosObject[] }> {
  const setting = { dialect, region: regionOf(dialect), leases };
  const { scene, expected, lies = () => [] } = SCENES[name](setting);
  await scene.run();
  const verdict = judge(scene, expected);
  const told = [...verdict.lies, ...lies()];
  return { ...verdict, lies: told, leases: scene.bucket.objects() };
}
