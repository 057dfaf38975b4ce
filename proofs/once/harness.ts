// The service on the simulated cloud: deliveries that may die at any await, and what must hold after each.

import { backupRow } from '../../emulator/redis/model/backups';
import type { BackupDeps } from '../../src/backup/plan';
import type { RedisApi } from '../../src/redis-api';
import { parseBackupRequest } from '../../src/request/backup-request';
import type { TargetResult } from '../../src/result';
import { backUpTargets, backupDeps } from '../../test/support/backup-deps';
import { withoutFleet } from '../../test/support/fake-api';
import { signatureOf, type Told } from './in-process';
import { DIALECT, type Simulation } from './simulation';
import { duplicatesIn, isTold, liesIn, type Made, type Sender } from './truth';

export interface Order {
  /** Undefined: nobody redelivers it. */
  readonly runKey?: string;
  readonly chosenBy: 'caller' | 'event';
  readonly InstanceIds: readonly string[];
  /** Makes another request of it, under the same key. */
  readonly StorageDays?: number;
  readonly limitMs: number;
  /** Dies at this await (of calls, pauses and turns), before or after what it waits for has taken effect. */
  readonly dies?: { readonly atAwait: number; readonly afterEffect: boolean };
}

interface Live extends Sender {
  readonly order: Order;
  readonly deadline: number;
  awaits: number;
  dead: boolean;
  /** What became of its writes, as far as it was told: `crs-first001 ambiguous`. */
  readonly writes: string[];
  /** Instances for which a list showed a backup of its run. */
  readonly saw: Set<string>;
}

export interface Ended {
  readonly live: Live;
  readonly results: readonly TargetResult[];
  readonly at: number;
}

function toldOf(result: TargetResult): Told {
  if ('failure' in result) return { outcome: result.Outcome, code: result.failure.code };
  if (result.Outcome === 'skipped') return { outcome: result.Outcome };
  const { Outcome: outcome, TaskId, BackupId } = result;
  return {
    outcome,
    ...(TaskId === undefined ? {} : { TaskId }),
    ...(BackupId === undefined ? {} : { BackupId }),
  };
}

/** One write, and one more after a proof of absence; what was never executed does not count. */
function writesTooMany(live: Live): string[] {
  return live.order.InstanceIds.flatMap((id) => {
    const count = live.writes.filter(
      (write) => write.startsWith(id) && !write.endsWith('not executed'),
    ).length;
    return count > 2 ? [`${signatureOf(live)} wrote ${count} times to ${id}`] : [];
  });
}

const NEVER = new Promise<never>(() => undefined);

export class Harness {
  readonly senders: Live[] = [];
  readonly ended: Ended[] = [];

  constructor(
    readonly simulation: Simulation,
    private readonly chance: () => number,
  ) {}

  /** Hands over a delivery and does not wait for it. */
  deliver(order: Order): void {
    const number = this.senders.length + 1;
    const live: Live = {
      run: order.runKey ?? `none-${number}`,
      number,
      via: order.runKey === undefined ? 'http without a key' : 'direct',
      order,
      deadline: this.simulation.now + order.limitMs,
      awaits: 0,
      dead: false,
      writes: [],
      saw: new Set(),
    };
    this.senders.push(live);
    void this.#run(live).then((results) => {
      this.ended.push({ live, results, at: this.simulation.now });
    });
  }

  /** The process of the newest delivery is killed, whatever it is doing. */
  kill(): void {
    const newest = this.senders.findLast((live) => !this.#isOver(live));
    if (newest !== undefined) newest.dead = true;
  }

  #isOver = (live: Live): boolean => live.dead || this.ended.some((one) => one.live === live);

  async #run(live: Live): Promise<readonly TargetResult[]> {
    const { InstanceIds, StorageDays, runKey, chosenBy } = live.order;
    const kept = StorageDays === undefined ? {} : { StorageDays };
    const request = parseBackupRequest({
      InstanceIds,
      Region: 'ap-guangzhou',
      Remark: 'x',
      ...kept,
    });
    if (!request.ok) throw new Error(JSON.stringify(request.issues));
    const identity = { namespace: 'n', functionName: 'f', trigger: 't', runKey: live.run };
    const key = runKey === undefined ? 'none' : chosenBy;
    return backUpTargets(
      request.value,
      { identity, key, deadline: live.deadline },
      this.#depsOf(live),
    );
  }

  /** Everything a delivery waits for goes through here: the awaits at which it may die. */
  async #until<T>(live: Live, effect: () => Promise<T>): Promise<T> {
    const { dies } = live.order;
    const isLast = live.awaits === dies?.atAwait;
    live.awaits += 1;
    if (live.dead || (isLast && dies?.afterEffect === false)) return this.#die(live);
    const value = await effect();
    return live.dead || isLast ? this.#die(live) : value;
  }

  #die(live: Live): Promise<never> {
    live.dead = true;
    return NEVER;
  }

  #depsOf(live: Live): BackupDeps {
    const { simulation, chance } = this;
    const sleep = (ms: number) => this.#until(live, () => simulation.sleep(ms));
    return backupDeps({
      api: this.#watched(live),
      clock: { now: () => simulation.now, sleep, random: chance },
    });
  }

  #watched(live: Live): RedisApi {
    const { api } = this.simulation;
    return withoutFleet({
      listTasks: (...asked) => this.#until(live, () => api.listTasks(...asked)),
      listBackups: async (target, ...asked) => {
        const answer = await this.#until(live, () => api.listBackups(target, ...asked));
        const records = answer.ok ? answer.value.records : [];
        if (records.some(({ Remark }) => Remark.startsWith(`#${live.run}/`)))
          live.saw.add(target.InstanceId);
        return answer;
      },
      startBackup: async (target, order, timeoutMs) => {
        const Remark = `${signatureOf(live)} ${order.Remark}`;
        const send = () => api.startBackup(target, { ...order, Remark }, timeoutMs);
        const answer = await this.#until(live, send);
        live.writes.push(
          `${target.InstanceId} ${answer.ok ? 'started' : answer.failure.failureClass}`,
        );
        return answer;
      },
    });
  }

  backups(instanceId: string) {
    const { state, now, world } = this.simulation;
    return state.backups
      .filter((backup) => backup.instanceId === instanceId)
      .map((backup) => backupRow(backup, world.backupVisible, now, DIALECT));
  }

  /** Everything that is wrong so far. */
  wrong(): string[] {
    const instanceIds = [...new Set(this.senders.flatMap(({ order }) => order.InstanceIds))];
    const late = this.ended.filter(({ live, at }) => at > live.deadline);
    return [
      ...instanceIds.flatMap((instanceId) =>
        duplicatesIn(this.senders, this.backups(instanceId)).map((text) => `${instanceId} ${text}`),
      ),
      ...this.ended.flatMap((ended) => ended.results.flatMap((told) => this.#lies(ended, told))),
      ...this.senders.flatMap(writesTooMany),
      ...late.map(({ live }) => `${signatureOf(live)} ended after its deadline`),
    ];
  }

  #lies({ live }: Ended, result: TargetResult): string[] {
    const { InstanceId } = result;
    const told = toldOf(result);
    const { code } = told;
    const excused =
      (live.writes.includes(`${InstanceId} ambiguous`) || code === 'BackupUnlisted') &&
      (!live.saw.has(InstanceId) || code === 'IdempotencyKeyReused');
    const made = this.backups(InstanceId);
    return [...liesIn(told, live, made, excused), ...this.#mistaken(live, told, made)];
  }

  /** A backup that was made for another request under the same key is not what was asked for. */
  #mistaken(live: Live, told: Told, made: readonly Made[]) {
    const named = made.find((backup) => isTold(told, backup));
    const number = Number(/^#[^/]+\/(\d+) /.exec(named?.remark ?? '')?.[1]);
    const asked = this.senders[number - 1]?.order.StorageDays;
    return live.order.chosenBy === 'caller' &&
      named !== undefined &&
      asked !== live.order.StorageDays
      ? [`${signatureOf(live)} was told of a backup for another request`]
      : [];
  }
}
