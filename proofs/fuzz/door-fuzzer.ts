// What must hold for an event of any source, whatever its key, its names and the backups that somebody has planted.
import { handle } from '../../src/app';
import type { Deps } from '../../src/context';
import { createLogger, escapeUnseen, MAX_LINE } from '../../src/logger';
import type { ListedBackup, RedisApi } from '../../src/redis-api';
import type { Region } from '../../src/request/ids';
import { isObject } from '../../src/request/json';
import { failed, type Target } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';
import { backup, GUANGZHOU, id, instance, ok, pages } from '../../test/support/builders';
import { manualClock, START_OF_TIME } from '../../test/support/clock';
import { invocation } from '../../test/support/context';
import { deps } from '../../test/support/deps';
import { fakeApi } from '../../test/support/fake-api';
import { SECRETS } from '../../test/support/webhook';
import type { DoorCase, Plant } from './doors';

const ALLOWED = ['crs-demo0001', 'crs-a'];
const REGION = GUANGZHOU;
const [MIN_DAYS, MAX_DAYS] = [3, 30];
const SETTINGS = {
  WEBHOOK_SECRETS: SECRETS,
  ALLOWED_INSTANCES: ALLOWED.join(' '),
  ALLOWED_REGIONS: REGION,
  MIN_STORAGE_DAYS: String(MIN_DAYS),
  MAX_STORAGE_DAYS: String(MAX_DAYS),
  DEFAULT_REQUEST: JSON.stringify({ InstanceId: 'crs-demo0001' }),
  API_TIME_ZONE: '+08:00',
};
const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const ZONE_MS = 8 * HOUR_MS;
const MAX_AHEAD_MS = 5 * 60_000;
const MAX_AGE_MS = 375 * 60_000;
/** What the message of a throw may have, whatever was sent. */
const MAX_THROWN = 12_000;

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

/** A cloud with some planted backups that notes what it is asked, and refuses one instance in its own words. */
class WatchedCloud {
  readonly orders: { readonly InstanceId: string; readonly Remark: string }[] = [];
  readonly #breaches: string[] = [];
  readonly #planted: readonly ListedBackup[];
  readonly #made: ListedBackup[] = [];
  calls = 0;

  constructor(planted: readonly ListedBackup[]) {
    this.#planted = planted;
  }

  get breaches(): readonly string[] {
    return this.#breaches;
  }

  rowsOf(instanceId: string): readonly ListedBackup[] {
    return this.#planted.filter(({ InstanceId }) => InstanceId === instanceId);
  }

  api(): RedisApi {
    const call = (target: Partial<Target>) => {
      this.calls += 1;
      if (target.Region !== REGION) this.#breaches.push(`a call in ${target.Region}`);
      if (target.InstanceId !== undefined && !ALLOWED.includes(target.InstanceId))
        this.#breaches.push(`a call for ${target.InstanceId}`);
    };
    const listBackups: RedisApi['listBackups'] = async (target) => {
      call(target);
      const rows = [...this.#planted, ...this.#made];
      const records = rows.filter(({ InstanceId }) => InstanceId === target.InstanceId);
      return ok({ records, RequestId: 'r-1' });
    };
    const listTasks: RedisApi['listTasks'] = async (target) => {
      call(target);
      return ok({ records: [], RequestId: 'r-2' });
    };
    const startBackup: RedisApi['startBackup'] = async (target, order) => {
      call(target);
      const { StorageDays: days = MIN_DAYS, Remark } = order;
      if (days < MIN_DAYS || days > MAX_DAYS) this.#breaches.push(`a backup of ${days} days`);
      const { InstanceId } = target;
      if (InstanceId === 'crs-a')
        return failed({ ...findRow('ResourceNotFound.InstanceNotExists'), message: 'no such one' });
      this.orders.push({ InstanceId, Remark });
      const startedAt = START_OF_TIME + ZONE_MS;
      this.#made.push(backup({ InstanceId, Remark, startedAt, BackupId: `b-${this.calls}` }));
      return ok({ TaskId: this.calls, RequestId: 'r-3' });
    };
    return fakeApi(
      {},
      {
        listBackups,
        listTasks,
        startBackup,
        listInstances: async (Region) => {
          call({ Region });
          const names = [...ALLOWED, 'crs-other001'];
          return pages(
            names.map((name) =>
              instance({ InstanceId: id(name), Region, Name: `demo \u202e\u001b[2J of ${name}` }),
            ),
          );
        },
        listProductRegions: async () => ok([REGION, 'ap-shanghai' as Region]),
      },
    );
  }
}

interface Line {
  readonly level: string;
  readonly event: string;
  readonly trigger?: string;
  readonly outcome?: string;
  readonly InstanceId?: string;
  readonly reason?: string;
  readonly targets?: number;
}

interface Played {
  readonly cloud: WatchedCloud;
  readonly lines: readonly Line[];
  /** All that left the function, as text. */
  readonly output: readonly string[];
  readonly result?: unknown;
  readonly thrown?: Error;
}

async function play(event: unknown, planted: readonly ListedBackup[]): Promise<Played> {
  const cloud = new WatchedCloud(planted);
  const written: string[] = [];
  const given: Deps = {
    ...deps({ settings: SETTINGS }),
    clock: manualClock(),
    log: createLogger({
      level: 'debug',
      invocationId: 'run-1',
      write: (line) => void written.push(line),
    }),
    openApi: () => ({ api: cloud.api(), close: () => {} }),
  };
  const told: { result?: unknown; thrown?: Error } = await handle(event, invocation(), given).then(
    (result) => ({ result }),
    (thrown: Error) => ({ thrown }),
  );
  const lines = written.map((line): Line => JSON.parse(line));
  const said = told.thrown?.message ?? JSON.stringify(told.result) ?? '';
  return { cloud, lines, output: [...written, said], ...told };
}

/** The event within dead letters, and whether there was one. */
function unwrap(event: unknown): { readonly event: unknown; readonly isLetter: boolean } {
  let [inner, isLetter] = [event, false];
  try {
    while (isObject(inner) && isObject(inner.Body) && typeof inner.Body.ClientContext === 'string')
      [inner, isLetter] = [JSON.parse(inner.Body.ClientContext), true];
  } catch {
    // A dead letter whose text is not JSON is not a timer either.
  }
  return { event: inner, isLetter };
}

/** A timer of another time makes nothing, in whatever it is wrapped. */
function checkTime(given: unknown, { cloud, thrown }: Played): void {
  const { event, isLetter } = unwrap(given);
  if (!isObject(event) || event.Type !== 'Timer' || typeof event.Time !== 'string') return;
  const ageMs = START_OF_TIME - Date.parse(event.Time);
  const isAhead = ageMs < -MAX_AHEAD_MS;
  if (!isAhead && (isLetter || ageMs <= MAX_AGE_MS)) return;
  must(cloud.calls === 0 && thrown !== undefined, `a timer of ${event.Time} was taken`);
}

/** When the run of a timer's event can have begun at the earliest; the zone of the API's times may cost a day. */
function toEarliest(given: unknown): number {
  const { event } = unwrap(given);
  const isTimer = isObject(event) && event.Type === 'Timer' && typeof event.Time === 'string';
  return isTimer ? Date.parse(String(event.Time)) - DAY_MS : Number.NEGATIVE_INFINITY;
}

/** Whether a planted row is the run's own backup: its very marker, finished, still there, and not from before the run. */
const isProof = ({ BackupId, state, startedAt }: ListedBackup, earliest: number): boolean =>
  BackupId.startsWith('planted-own') && state === 'good' && startedAt >= earliest;

const isGood = (outcome = '') => ['accepted', 'adopted', 'skipped'].includes(outcome);

/** A target that ended well has its backup, or says why it needs none. */
function checkTarget(
  { InstanceId = '', outcome, reason = '' }: Line,
  { cloud }: Played,
  earliest: number,
): void {
  const rows = cloud.rowsOf(InstanceId);
  const made = cloud.orders.filter((order) => order.InstanceId === InstanceId).length;
  if (outcome === 'accepted') must(made > 0, 'accepted, and nothing was sent');
  if (outcome === 'adopted')
    must(
      made > 0 || rows.some((row) => isProof(row, earliest)),
      'adopted, and there is no backup of the run',
    );
  if (outcome !== 'skipped') return;
  must(
    /^(dry run|backed up recently|backup in progress|not running)/.test(reason),
    `skipped: ${reason}`,
  );
  if (reason === 'backed up recently')
    must(
      made > 0 || rows.some(({ state }) => state === 'good'),
      'skipped for a backup that is not there',
    );
}

/** Whoever started the event learns of every failure, and of nothing else. */
function checkSilence(event: unknown, played: Played): void {
  const { lines, thrown, result } = played;
  const deliveries = lines.filter((line) => line.event === 'delivery');
  const bad = deliveries.filter(({ level }) => level === 'warn' || level === 'error');
  if (deliveries.some(({ trigger }) => trigger === 'http' || trigger === 'clb')) {
    const { statusCode = 0 } = result as { statusCode?: number };
    must(thrown === undefined, 'a gateway got a throw');
    must(bad.length > 0 || statusCode < 300, `a good end was answered ${statusCode}`);
    must(bad.length === 0 || statusCode >= 207, `a failure was answered ${statusCode}`);
    return;
  }
  const isUnclaimed = thrown?.name === 'UnclaimedEventError';
  must(isUnclaimed || deliveries.length > 0, 'an event without a line');
  const isCkafka = JSON.stringify(event).includes('"Ckafka"');
  if (bad.length > 0) must(thrown !== undefined || isCkafka, 'a failure was returned in silence');
  for (const { level, event: what, outcome } of lines)
    if (what === 'target') must(isGood(outcome) === (level === 'info'), `${outcome} at ${level}`);
}

function checkOutput({ output, thrown }: Played): void {
  const said = output.join('\n');
  must(!SECRETS.split(' ').some((secret) => said.includes(secret)), 'a secret in the output');
  for (const line of output.slice(0, -1)) {
    must(line.length <= MAX_LINE, `a log line of ${line.length} characters`);
    must(escapeUnseen(line) === line, 'a log line with what is not seen');
  }
  if (thrown === undefined) return;
  must(['BackupNotMadeError', 'UnclaimedEventError'].includes(thrown.name), `${thrown.stack}`);
  must(thrown.message.length <= MAX_THROWN, `a throw of ${thrown.message.length} characters`);
  must(escapeUnseen(thrown.message) === thrown.message, 'a throw with what is not seen');
}

function checkPlayed(event: unknown, played: Played): void {
  must(played.cloud.breaches.length === 0, played.cloud.breaches.join(', '));
  must(!played.lines.some((line) => line.event === 'crash'), played.output.join('\n'));
  checkTime(event, played);
  checkOutput(played);
  checkSilence(event, played);
  for (const line of played.lines)
    if (line.event === 'target') checkTarget(line, played, toEarliest(event));
}

/** A planted row beside a write that a rehearsal of the same event has made. */
function toRow(
  { remark, ageHours, state, keptDays }: Plant,
  order: { readonly InstanceId: string; readonly Remark: string },
  index: number,
): ListedBackup {
  const startedAt = START_OF_TIME + ZONE_MS - ageHours * HOUR_MS;
  const Remark = {
    own: order.Remark,
    'other content': order.Remark.replace(/run[-:]([a-z0-9]{10})([-.])[a-z0-9]{4}/, 'run-$1$20000'),
    'look-alike': `of ${order.Remark} and more`,
    none: '',
  }[remark];
  return backup({
    InstanceId: order.InstanceId,
    BackupId: `planted-${remark}-${index}`,
    Remark,
    startedAt,
    expiresAt: startedAt + keptDays * DAY_MS,
    state,
  });
}

export interface DoorTally {
  events: number;
  thrown: number;
  written: number;
  adopted: number;
}

/** One property a run: an event, then the same again where backups have been planted for it. */
export function createDoorFuzzer(): {
  readonly tally: DoorTally;
  check(one: DoorCase): Promise<void>;
} {
  const tally: DoorTally = { events: 0, thrown: 0, written: 0, adopted: 0 };
  const check = async ({ event, plants }: DoorCase): Promise<void> => {
    const rehearsed = await play(event, []);
    checkPlayed(event, rehearsed);
    const { orders } = rehearsed.cloud;
    const planted = orders.flatMap((order, at) =>
      plants.map((plant, n) => toRow(plant, order, at * plants.length + n)),
    );
    const played = await play(event, planted);
    checkPlayed(event, played);
    tally.events += 1;
    tally.thrown += rehearsed.thrown === undefined ? 0 : 1;
    tally.written += orders.length;
    tally.adopted += played.lines.filter(({ outcome }) => outcome === 'adopted').length;
  };
  return { tally, check };
}
