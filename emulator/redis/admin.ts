// The admin route, `/_admin/…`: the control of the cloud for another process. JSON, no signature.
// The server answers this machine alone (local-server.ts), which is all the protection a demo cloud needs.

import type { IncomingMessage, ServerResponse } from 'node:http';
import { scriptIn } from './admin-script';
import { checkFields, type Fields, type Params } from './model/fields';
import type { CloudControl } from './options';
import { readBody } from './read-body';
import type { InstanceStatus, TaskOutcome, TaskType } from './types';

type Route = (control: CloudControl, body: unknown) => unknown;

/** A route whose body is an object of these fields; Infinity, a time that never comes, is null in JSON. */
const post =
  <const F extends Fields>(
    fields: F,
    run: (control: CloudControl, params: Params<F>) => unknown,
  ): Route =>
  (control, body) =>
    run(control, checkFields(fields, body));

export const ROUTES: Readonly<Record<string, Route>> = {
  'GET calls': ({ calls }) => calls,
  'GET backups': (control) => control.backups(),
  'GET tasks': (control) => control.tasks(),
  'GET instances': (control) => control.instances(),
  'GET dialect': (control) => control.dialect(),
  'PUT dialect': (control, body) => control.setDialect(body),
  'POST script': (control, body) => control.script(...scriptIn(body)),
  'POST reset': (control) => control.reset(),
  'POST lock': post(
    { instanceId: 'string!', ms: 'integer', silent: 'boolean' },
    (control, { instanceId, ms, silent = false }) => control.lock(instanceId, ms, { silent }),
  ),
  'POST start-task': post(
    { instanceId: 'string!', taskType: 'string!', ms: 'integer' },
    (control, { instanceId, taskType, ms }) => {
      const known = oneOf<TaskType>(taskType, ['012', '017', '034', '037', '038']);
      return { taskId: control.startTask(instanceId, known, ms) };
    },
  ),
  'POST finish-task': post(
    { taskId: 'integer!', outcome: 'string!' },
    (control, { taskId, outcome }) =>
      control.finishTask(taskId, oneOf<TaskOutcome>(outcome, ['succeed', 'failed', 'error'])),
  ),
  'POST instance': post(
    {
      instanceId: 'string!',
      region: 'string',
      name: 'string',
      status: 'integer',
      tags: 'texts',
      createdAt: 'integer',
      locked: 'boolean',
      history: 'integer',
    },
    (control, { status, ...seed }) => {
      const known = (value: number) => oneOf<InstanceStatus>(value, [0, 1, 2, -2, -3]);
      control.setInstance(status === undefined ? seed : { ...seed, status: known(status) });
    },
  ),
  'POST remove-instance': post({ instanceId: 'string!' }, (control, { instanceId }) =>
    control.removeInstance(instanceId),
  ),
  'POST add-backup': post(
    {
      instanceId: 'string!',
      startedAt: 'integer!',
      endsAt: 'integer',
      expiresAt: 'integer',
      remark: 'string',
    },
    (control, seed) => ({ backupId: control.addBackup(seed) }),
  ),
  'POST expire-backup': post({ backupId: 'string!' }, (control, { backupId }) =>
    control.expireBackup(backupId),
  ),
  'POST delete-backup': post({ backupId: 'string!' }, (control, { backupId }) =>
    control.deleteBackup(backupId),
  ),
};

function oneOf<Value>(value: unknown, allowed: readonly Value[]): Value {
  const found = allowed.find((one) => one === value);
  if (found === undefined) throw new Error(`${value} is not one of ${allowed.join(', ')}`);
  return found;
}

/** 200 with the result (null for none), 404 for another route, 400 with the reason for a bad body. */
export async function serveAdmin(
  control: CloudControl,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const text = (await readBody(request))?.toString('utf8') ?? '';
  const name = `${request.method} ${request.url?.replace('/_admin/', '')}`;
  const route = Object.hasOwn(ROUTES, name) ? ROUTES[name] : undefined;
  if (route === undefined) return answer(response, 404, { error: `no such route: ${name}` });
  try {
    const body: unknown = text === '' ? undefined : JSON.parse(text);
    answer(response, 200, route(control, body) ?? null);
  } catch (error) {
    answer(response, 400, { error: error instanceof Error ? error.message : 'bad request' });
  }
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
