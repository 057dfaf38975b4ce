// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the texts are lines of source.
// Deliberate faults, one a row: each must turn a unit test red. `find` occurs exactly once in its file.

export interface Breakage {
  /** What the line protects from, in words. */
  readonly protects: string;
  readonly file: string;
  readonly find: string;
  readonly replace: string;
  /** The test file that must turn red. */
  readonly test: string;
}

const MACHINE = 'src/backup/state-machine.ts';
const MACHINE_TEST = 'test/backup/state-machine.test.ts';
const EVIDENCE = 'src/backup/evidence.ts';
const EVIDENCE_TEST = 'test/backup/evidence.test.ts';
const PAGES = 'src/tencent/pagination.ts';
const PAGES_TEST = 'test/tencent/pagination.test.ts';
const ROWS = 'src/tencent/rows.ts';
const ROWS_TEST = 'test/tencent/rows.test.ts';
const CLIENT = 'src/tencent/redis-client.ts';
const CLIENT_TEST = 'test/tencent/redis-client.test.ts';
const TARGET = 'src/backup/backup-target.ts';
const TARGET_TEST = 'test/backup/backup-target.test.ts';
const MARKER = 'src/backup/marker.ts';
const MARKER_TEST = 'test/backup/marker.test.ts';
const CASES_TEST = 'test/once/cases.test.ts';
const WAIT = 'src/backup/wait.ts';
const WAIT_TEST = 'test/backup/wait.test.ts';
const RATE = 'src/rate-limit/adaptive-rate.ts';
const RATE_TEST = 'test/rate-limit/adaptive-rate.test.ts';
const FRESHNESS = 'src/backup/freshness.ts';
const FRESHNESS_TEST = 'test/backup/freshness.test.ts';
const SIGNATURE = 'src/http/signature.ts';
const SIGNATURE_TEST = 'test/http/signature.test.ts';

type Row = readonly [protects: string, file: string, find: string, replace: string, test: string];

const ROWS_OF_CODE: readonly Row[] = [
  // The state machine.
  [
    'a run with a key looks before it writes',
    MACHINE,
    "  run.key !== 'none' ||\n",
    '',
    MACHINE_TEST,
  ],
  [
    'a run without a key looks before it skips',
    MACHINE,
    '  run.skipWithinHours !== undefined ||\n',
    '',
    MACHINE_TEST,
  ],
  [
    'a look that is too old allows no write',
    MACHINE,
    'maxAge(look, instant) <= run.timing.maxLookAgeMs',
    'maxAge(look, instant) >= 0',
    MACHINE_TEST,
  ],
  [
    'a clear look is dated by its reading, not by now',
    MACHINE,
    'const state = { ...seen, clear: at,',
    'const state = { ...seen, clear: instant,',
    CASES_TEST,
  ],
  [
    'a look is given back its turn: no turn, no write',
    MACHINE,
    '  if (!hasTurn)\n',
    '  if (hasTurn)\n',
    MACHINE_TEST,
  ],
  [
    'an unknown outcome is told as unknown, not as refused',
    MACHINE,
    'if (sent !== undefined) return unknown(run, state, sent.failure);',
    '',
    MACHINE_TEST,
  ],
  [
    'what began after a write that a limit refused may be ours',
    MACHINE,
    'const next = isLimited(failure) ? { limited, ...withoutClear(state) } : looked;',
    'const next = looked;',
    MACHINE_TEST,
  ],
  [
    'a write without time to read it back is not sent',
    MACHINE,
    'if (sendable < run.timing.sendMs) return outOfTime(run, given);',
    '',
    MACHINE_TEST,
  ],
  [
    'a dry run sends nothing',
    MACHINE,
    "if (run.dryRun === true) return end(state, { Outcome: 'skipped', Reason: 'dry run' });",
    '',
    MACHINE_TEST,
  ],
  [
    'something in the way ends a row of clear looks',
    MACHINE,
    'return waitOr(run, withoutClear(seen), instant, (state) =>',
    'return waitOr(run, seen, instant, (state) =>',
    MACHINE_TEST,
  ],
  [
    'another backup is waited for',
    MACHINE,
    'if (holder !== undefined) return backupInProgress(holder);',
    '',
    MACHINE_TEST,
  ],
  [
    'an unlisted backup is waited for',
    MACHINE,
    'return doubt === undefined ? undefined : backupUnlisted(doubt.TaskId);',
    'return undefined;',
    MACHINE_TEST,
  ],
  [
    'a doubt is watched for five minutes',
    MACHINE,
    'return !hasRunningRow && minAge(since, instant) < run.timing.maxLagMs;',
    'return false;',
    MACHINE_TEST,
  ],
  [
    'a second try needs a minute of clear lists',
    MACHINE,
    'const isProved = clearMs >= run.timing.absenceProofMs && !hasNew(sent, evidence.unmarked);',
    'const isProved = !hasNew(sent, evidence.unmarked);',
    MACHINE_TEST,
  ],
  [
    'a new unmarked backup may be ours',
    MACHINE,
    'const isProved = clearMs >= run.timing.absenceProofMs && !hasNew(sent, evidence.unmarked);',
    'const isProved = clearMs >= run.timing.absenceProofMs;',
    MACHINE_TEST,
  ],
  [
    'never a third write',
    MACHINE,
    '&& times === 1 && locked === undefined;',
    '&& locked === undefined;',
    MACHINE_TEST,
  ],
  [
    'a lock after an ambiguous write is evidence that it took',
    MACHINE,
    '&& times === 1 && locked === undefined;',
    '&& times === 1;',
    MACHINE_TEST,
  ],
  [
    'after a lock a write waits until what held the instance has ended',
    MACHINE,
    'return hasEnded || clearMs >= run.timing.lockProofMs;',
    'return true;',
    MACHINE_TEST,
  ],
  [
    'five clear minutes end a lock',
    MACHINE,
    'return hasEnded || clearMs >= run.timing.lockProofMs;',
    'return hasEnded;',
    MACHINE_TEST,
  ],
  [
    'a reused key is told to its caller',
    MACHINE,
    ': keyReused(proof.BackupId, run.key);',
    ': false;',
    MACHINE_TEST,
  ],
  [
    'a backup that is gone is not adopted',
    MACHINE,
    '? isGone && backupGone(proof.BackupId)',
    '? false',
    MACHINE_TEST,
  ],
  [
    'own backups are accepted, others of the run adopted',
    MACHINE,
    'sent !== undefined && sent.isEarlier !== true;',
    'sent?.times === -1;',
    MACHINE_TEST,
  ],
  [
    'a refused remark is dropped once',
    MACHINE,
    '  run.hasRemark &&\n  state.isRemarkDropped !== true &&',
    '  run.hasRemark &&',
    MACHINE_TEST,
  ],
  [
    'a backup without any remark is no proof of nothing',
    MACHINE,
    'if (evidence.bare !== undefined && given.sent === undefined)',
    'if (evidence.bare === null)',
    CASES_TEST,
  ],
  [
    'what the process has started is asked for first',
    MACHINE,
    'return remembered !== undefined && timeoutMs > 0',
    'return remembered === null && timeoutMs > 0',
    MACHINE_TEST,
  ],
  [
    'a failed task of the process is no backup',
    MACHINE,
    "if (answer.ok && answer.value.state === 'failed') return resume(run, state, instant);",
    '',
    MACHINE_TEST,
  ],
  // The evidence.
  [
    'a row twice in a moving list counts once',
    EVIDENCE,
    'const rows = uniqueBy(backups, ({ BackupId }) => BackupId);',
    'const rows = backups;',
    EVIDENCE_TEST,
  ],
  [
    'a running task holds the instance, of an unknown type too',
    EVIDENCE,
    "isUnfinished(task) && task.kind !== 'change');\n  const started",
    "isUnfinished(task) && task.kind === 'manual');\n  const started",
    EVIDENCE_TEST,
  ],
  [
    'a failed task leaves a row that is no backup',
    EVIDENCE,
    ': !makers.every(isFailed);',
    ': true;',
    EVIDENCE_TEST,
  ],
  [
    'a running row proves nothing without its task',
    EVIDENCE,
    "if (makers.length === 0) return state !== 'running';",
    'if (makers.length === 0) return true;',
    EVIDENCE_TEST,
  ],
  [
    'fewer backups than overlapping tasks is a doubt',
    EVIDENCE,
    'if (listed.length >= group.length) return [];',
    'if (listed.length > 0) return [];',
    EVIDENCE_TEST,
  ],
  [
    'a deletion long after the task ends its doubt',
    EVIDENCE,
    "kind === 'deletion' && startedAt >= endOf(task) + MAX_LAG_MS,",
    "kind === 'deletion' && startedAt >= endOf(task),",
    EVIDENCE_TEST,
  ],
  [
    'without a proven zone a doubt lasts for hours',
    EVIDENCE,
    'provenZoneMs === undefined ? [0, MAX_LAG_UNKNOWN_ZONE_MS]',
    'provenZoneMs === undefined ? [0, MAX_LAG_MS]',
    EVIDENCE_TEST,
  ],
  [
    'a backup may start before its task',
    EVIDENCE,
    'task.startedAt - EARLY_MS <= startedAt &&',
    'task.startedAt <= startedAt &&',
    EVIDENCE_TEST,
  ],
  [
    'a TaskId is told only where it is certain',
    EVIDENCE,
    '    others.length === 0 &&\n',
    '',
    EVIDENCE_TEST,
  ],
  [
    'duplicates are found',
    EVIDENCE,
    '.filter(({ length }) => length > 1).flat();',
    '.filter(({ length }) => length > 9).flat();',
    EVIDENCE_TEST,
  ],
  [
    'a marker from before the run is not its own',
    EVIDENCE,
    '({ backup }) => !(backup.startedAt < (start?.earliest ?? Number.NEGATIVE_INFINITY)),',
    '() => true,',
    EVIDENCE_TEST,
  ],
  // The marker: a remark that is cut at 255, 128, 64 or 60 keeps what leads it.
  [
    'a cut remark keeps the marker',
    MARKER,
    ': `${formatMarker(marker)} ${remark}`;',
    ': `${remark} ${formatMarker(marker)}`;',
    MARKER_TEST,
  ],
  [
    'a look-alike in a text is not read',
    MARKER,
    "new RegExp(`^\\\\s*${MARKER.source}`, 'i');",
    "new RegExp(MARKER.source, 'i');",
    MARKER_TEST,
  ],
  [
    'capitals are the same marker',
    MARKER,
    '?.map((part) => part.toLowerCase()) ?? [];',
    ' ?? [];',
    MARKER_TEST,
  ],
  ['each instance has a marker of its own', MARKER, '    target.InstanceId,\n', '', MARKER_TEST],
  // The loop.
  [
    'the backups are read before the tasks, and a look is dated before its last read',
    TARGET,
    '  const at = toInstant(clock);\n  const tasks = await api.listTasks(target, toTasksFrom(at.now), timeLeft());',
    '  const tasks = await api.listTasks(target, toTasksFrom(clock.now()), timeLeft());\n  const at = toInstant(clock);',
    CASES_TEST,
  ],
  [
    'a shared reading is not used after an ambiguous write',
    TARGET,
    '(state.sent === undefined ? hooks.findProof?.(targetRun) : undefined) ??',
    '(hooks.findProof?.(targetRun)) ??',
    TARGET_TEST,
  ],
  [
    'a turn that is not used is given back',
    TARGET,
    '      limiter.cancel(WRITE);\n',
    '',
    TARGET_TEST,
  ],
  [
    'no place among those that look is kept while sending',
    TARGET,
    "      case 'send': {\n        hooks.release();\n",
    "      case 'send': {\n",
    TARGET_TEST,
  ],
  [
    'a window of ours is 29 days',
    TARGET,
    'from: now - 28 * DAY_MS,',
    'from: now - 29 * DAY_MS,',
    TARGET_TEST,
  ],
  [
    'a started task is remembered',
    TARGET,
    "if (fact.kind === 'started') memory.addStarted(marker, fact.started.TaskId, toInstant(clock));",
    '',
    CASES_TEST,
  ],
  // The client, its pages and rows.
  [
    'a list whose total has changed is read again',
    PAGES,
    'if (total === first && records.size',
    'if (records.size',
    PAGES_TEST,
  ],
  [
    'a short page is no end while TotalCount says more',
    PAGES,
    'if (found.length === 0 || known === rows.length) {',
    'if (found.length < limit || known === rows.length) {',
    PAGES_TEST,
  ],
  [
    'a total that cannot be reached is an error',
    PAGES,
    'if (found.length === 0 && known !== undefined && known > rows.length)',
    'if (found.length < 0)',
    PAGES_TEST,
  ],
  [
    'rows that cannot be read are counted',
    PAGES,
    'const unreadable = rows.length - records.length;',
    'const unreadable = 0;',
    PAGES_TEST,
  ],
  [
    '`Status` is given for a region, too',
    CLIENT,
    '    return this.#withStatusList((Status) => {\n      const filter = { ...toTimeFilter(window), Status };',
    '    return this.#withStatusList(() => {\n      const filter = { ...toTimeFilter(window) };',
    CLIENT_TEST,
  ],
  [
    'no end bounds the list of tasks',
    CLIENT,
    'const filter = { InstanceId, BeginTime: toApiText(from) };',
    'const filter = { InstanceId, BeginTime: toApiText(from), EndTime: toApiText(from) };',
    CLIENT_TEST,
  ],
  [
    'a shorter status list is kept once it was answered',
    CLIENT,
    'if (answer.ok && isCertain) findings.statusList = statuses.join();',
    '',
    CLIENT_TEST,
  ],
  [
    'a shorter status list is kept only when it was answered',
    CLIENT,
    'if (answer.ok && isCertain)',
    'if (isCertain)',
    CLIENT_TEST,
  ],
  [
    'an answer without a TaskId has started nothing for sure',
    CLIENT,
    "if (TaskId === undefined) return failed(badReply('the answer has no TaskId'));",
    '',
    CLIENT_TEST,
  ],
  [
    'an end ends a task whatever its result',
    ROWS,
    "(endedAt === undefined ? 'unfinished' : 'ended')",
    "'unfinished'",
    ROWS_TEST,
  ],
  [
    'a finished row at status 1 is good',
    ROWS,
    "? { state: 'good', isAtOne: true }",
    "? { state: 'running' }",
    ROWS_TEST,
  ],
  [
    'a row at status 1 is no backup where its task may have failed',
    EVIDENCE,
    "state === 'running' || isAtOne === true",
    "state === 'running'",
    EVIDENCE_TEST,
  ],
  [
    'tasks are known by name as well',
    ROWS,
    "  ['FLOW_BACKUPINSTANCE', 'manual'],\n",
    '',
    ROWS_TEST,
  ],
  // What else a promise rests on.
  [
    'only the run’s own backup is verified',
    WAIT,
    'readMarker(Remark)?.run === marker.run',
    'readMarker(Remark) !== undefined',
    WAIT_TEST,
  ],
  [
    'a wait takes no backup without a marker for its own',
    WAIT,
    ' && readMarker(Remark)?.run === marker.run',
    '',
    WAIT_TEST,
  ],
  [
    'a call is booked on its own answer',
    RATE,
    '[...unanswered].sort((a, b) => getDistance(a) - getDistance(b));',
    '[...unanswered];',
    RATE_TEST,
  ],
  [
    'a cancelled turn empties no window',
    RATE,
    'sent: rate.sent.filter((call) => call !== last) };',
    'sent: [] };',
    RATE_TEST,
  ],
  [
    'a recent backup has five minutes of tolerance',
    FRESHNESS,
    'ageMs < withinHours * HOUR_MS - TOLERANCE_MS;',
    'ageMs < withinHours * HOUR_MS;',
    FRESHNESS_TEST,
  ],
  [
    'a stale backup never looks recent for its zone',
    FRESHNESS,
    'if (latest === undefined || latest - assumedMs <= now + TOLERANCE_MS) return assumedMs;',
    'return assumedMs;',
    FRESHNESS_TEST,
  ],
  [
    'a signature without its webhook-id is none',
    'src/http/authenticate.ts',
    'if (id === undefined || timestamp',
    'if (timestamp',
    'test/http/authenticate.test.ts',
  ],
  [
    'a message of another time is refused',
    SIGNATURE,
    'if (Math.abs(age) > TOLERANCE_SECONDS) return `webhook-timestamp is ${age} seconds old`;',
    '',
    SIGNATURE_TEST,
  ],
  [
    'the signature is over id, time and body',
    SIGNATURE,
    '.update(`${id}.${timestamp}.`)',
    '.update(`${id}.`)',
    SIGNATURE_TEST,
  ],
  [
    'the longest match of an error code wins',
    'src/tencent/error-table.ts',
    "row('InvalidParameter.PermissionDenied',          'refused',   403, false, DENIED),",
    '',
    'test/tencent/error-table.test.ts',
  ],
];

export const BREAKAGES: readonly Breakage[] = ROWS_OF_CODE.map(
  ([protects, file, find, replace, test]) => ({ protects, file, find, replace, test }),
);
