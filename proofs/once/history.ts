// One history of the model search: a scene, what has been delivered in it, and what is wrong so far.
import { removeBackup, startAutomaticBackup } from '../../emulator/redis/model/backups';
import { findInstance, isLocked } from '../../emulator/redis/model/state';
import { finishTask, lock } from '../../emulator/redis/model/tasks';
import type { DeliveryOptions, Scene } from '../../test/support/scene';
import { findExcessWrites, findLies, type Lie } from './judge';
import { wasKnown, wasSeen } from './shown';

/** No published backup took less; a task that fits between a look and its write makes a known window. */
export const SHORTEST_TASK_MS = 21_000;
/** A backup takes this long at least, so that it does not begin in the last moments of its task. */
const SHORTEST_BACKUP_MS = 5_000;

export class History {
  /** @param excusesUnseen whether a second backup is excused where nothing had shown the first */
  constructor(
    readonly scene: Scene,
    readonly excusesUnseen: boolean,
  ) {}

  deliver(options: DeliveryOptions): void {
    this.scene.deliver({ ...options, at: this.scene.now, mayDie: true });
  }

  pass(ms: number): Promise<void> {
    return this.scene.run(this.scene.now + ms);
  }

  /** The process of the newest delivery is killed, whatever it is doing. */
  kill(): void {
    const newest = this.scene.deliveries.at(-1);
    if (newest !== undefined) this.scene.processOf(newest).kill();
  }

  finishOldest(outcome: 'succeed' | 'failed'): void {
    const { model, timeline } = this.scene;
    const { now } = timeline;
    const task = model.state.tasks.find(
      ({ endsAt, startedAt }) => endsAt > now && now - startedAt >= SHORTEST_TASK_MS,
    );
    if (task !== undefined) model.state = finishTask(model.state, task.taskId, outcome, now);
  }

  removeNewest(how: 'expired' | 'deleted'): void {
    const { model } = this.scene;
    const good = this.scene.ownBackups().findLast(({ state }) => state === 'good');
    if (good !== undefined) model.state = removeBackup(model.state, good.backupId, how);
  }

  /** Another process holds the instance if it is free; unless silent it is the automatic backup. */
  hold(instanceId: string, ms: number, silent: boolean): void {
    const { model, timeline } = this.scene;
    const { now } = timeline;
    const instance = findInstance(model.state, instanceId);
    if (instance === undefined || isLocked(model.state, instance, now, model.dialect)) return;
    const afterMs = now % (ms - SHORTEST_BACKUP_MS);
    model.state = silent
      ? lock(model.state, { instanceId, ms, silent }, now)
      : startAutomaticBackup(model.state, { instance, ms, afterMs }, now);
  }

  /** Everything that is wrong so far. */
  wrong(): string[] {
    const { scene } = this;
    const lies = findLies(scene).filter((lie) => !this.excusesUnseen || !this.#isUnseen(lie));
    return [
      ...this.#duplicates(),
      ...lies.map(({ text }) => text),
      ...scene.deliveries.flatMap(findExcessWrites),
    ];
  }

  /** A definite no of the API to a write that it has carried out, when no list has shown its backup. */
  #isUnseen({ delivery, told }: Lie): boolean {
    const own = this.scene.ownBackups().filter((backup) => backup.delivery === delivery);
    const ofTarget = own.filter(({ instanceId }) => instanceId === told.InstanceId);
    return (
      ['refused', 'deferred'].includes(told.outcome) &&
      ofTarget.length > 0 &&
      !ofTarget.some(wasSeen)
    );
  }

  #duplicates(): string[] {
    return [...this.scene.doubles()].flatMap(([name, backups]) =>
      backups.slice(1).flatMap((later, index) => {
        const earlier = backups.slice(0, index + 1);
        const isWrong = !this.excusesUnseen || earlier.some((one) => wasKnown(one, later));
        return isWrong ? [`${name}: ${later.backupId} is one too many`] : [];
      }),
    );
  }
}
