// A valid query → its answer, over a port by hand.
import { type QueryDeps, runQuery } from '../../src/queries/queries';
import type { RedisApi } from '../../src/redis-api';
import type { QueryRequest } from '../../src/request/query-request';
import { failed } from '../../src/result';
import { backup, failure, GUANGZHOU, id, instance, ok, pages } from '../support/builders';
import { manualClock, START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';

const run = (request: QueryRequest, methods: Partial<RedisApi>, allowed = 'crs-*') => {
  const deps: QueryDeps = {
    api: fakeApi({}, methods),
    clock: manualClock(),
    invocation: {
      deadline: START_OF_TIME + 60_000,
      invocationId: 'run-1',
      functionName: 'backup-dev',
    },
    settings: { ALLOWED_INSTANCES: [allowed], ALLOWED_REGIONS: [], API_TIME_ZONE: 0 },
  };
  return runQuery(request, undefined, deps);
};

const TASK = { query: 'task', TaskId: 7, Region: GUANGZHOU } as const;
const BACKUPS = { query: 'backups', InstanceId: id('crs-a'), Region: GUANGZHOU } as const;
const ALL = {
  query: 'coverage',
  MaxAgeHours: 26,
  InstanceIds: [],
  Region: GUANGZHOU,
  Selector: {},
} as const;

const running = ok({
  ...{ state: 'unfinished' as const, Status: 'running', InstanceId: 'crs-a' },
  ...{ StartTime: '', TaskMessage: '' },
});

test('a task is answered', async () => {
  const answer = await run(TASK, { readTask: async () => running });
  expect(answer).toMatchObject({ kind: 'answered', outcome: 'task', body: { TaskId: 7 } });
});

test('a task of an instance that is not allowed is not', async () => {
  const answer = await run(TASK, { readTask: async () => running }, 'crs-b');
  expect(answer).toMatchObject({ kind: 'rejected', row: { code: 'NotAllowed' } });
  expect(JSON.stringify(answer)).not.toContain('crs-a');
});

test('the backups of an instance are asked for with a time that leaves room for the answer', async () => {
  const timeouts: number[] = [];
  const answer = await run(BACKUPS, {
    listBackups: async (_target, _window, timeoutMs) => {
      timeouts.push(timeoutMs);
      return ok({ records: [backup()], RequestId: 'r' });
    },
  });
  expect(answer).toMatchObject({ outcome: 'backups', body: { Backups: [{ State: 'good' }] } });
  expect(timeouts).toEqual([10_000]);
});

test('what cannot be read is rejected with the code of the API', async () => {
  const answer = await run(BACKUPS, { listBackups: async () => failed(failure('InternalError')) });
  expect(answer).toMatchObject({ kind: 'rejected', row: { code: 'InternalError', status: 502 } });
});

test('a coverage of a selector counts what is not allowed and judges the rest', async () => {
  const found = [instance({ InstanceId: id('crs-a') }), instance({ InstanceId: id('crs-b') })];
  const answer = await run(ALL, { listInstances: async () => pages(found) }, 'crs-a');
  expect(answer).toMatchObject({
    ...{ kind: 'answered', outcome: 'stale' },
    body: { NotAllowed: 1, Instances: [{ InstanceId: 'crs-a' }] },
  });
});

test('a selector that finds nothing is rejected', async () => {
  const answer = await run(ALL, { listInstances: async () => pages([]) });
  expect(answer).toMatchObject({ kind: 'rejected', row: { code: 'NothingSelected' } });
});
