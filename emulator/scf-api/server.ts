// The local cloud's SCF API, version 2018-04-16: a real HTTP server on loopback that the official SDK deploys to.
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createLocalServer } from '../local-server';
import { refusal, success } from '../redis/envelope';
import { type ApiCall, apiCall, paramsOf } from '../redis/gateway';
import { ApiError } from '../redis/model/errors';
import { DEMO_KEY } from '../redis/model/seed';
import { readBody } from '../redis/read-body';
import { fixed } from '../redis/wire';
import { passGateway } from './gateway';
import { Script } from './script';
import { Store } from './store';
import type { InvokeResult, ScfCall, ScfCloud, ScfCloudOptions } from './types';

export type * from './types';

const CHANGE_MS = 200;

const NOTHING: InvokeResult = {
  RetMsg: 'null',
  ErrMsg: '',
  Log: '',
  FunctionRequestId: '',
  InvokeResult: 0,
  Duration: 0,
};

/** Starts listening; rejects when the port is taken. Nothing keeps running after `close`. */
export async function startScfCloud(options: ScfCloudOptions = {}): Promise<ScfCloud> {
  const { port = 0, keys = [DEMO_KEY], changeMs = CHANGE_MS } = options;
  const invoke = options.invoke ?? (async () => NOTHING);
  const [store, script] = [new Store(changeMs), new Script()];
  const calls: ScfCall[] = [];
  const answer = async (call: ApiCall, record: ScfCall): Promise<string> => {
    try {
      const action = passGateway(call, keys);
      script.play(record.action, store);
      const fields = await action(paramsOf(call), { store, region: record.region, invoke });
      record.executed = true;
      return success(record, fields);
    } catch (error) {
      return refusal(record, error);
    }
  };
  const server = createLocalServer(
    (request, response) => void serve(request, response, calls, answer),
  );
  server.listen(port, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${address.port}`,
    port: address.port,
    calls,
    ...controlOf(store),
    script: (...steps) => script.add(steps),
    close: () => close(server),
  };
}

async function serve(
  request: IncomingMessage,
  response: ServerResponse,
  calls: ScfCall[],
  answer: (call: ApiCall, record: ScfCall) => Promise<string>,
): Promise<void> {
  const call = apiCall(request, await readBody(request));
  const record: ScfCall = {
    at: Date.now(),
    action: call.headers['x-tc-action'] ?? '',
    region: call.headers['x-tc-region'] ?? '',
    params: withoutZip(paramsOf(call)),
    executed: false,
    requestId: randomUUID(),
  };
  calls.push(record);
  await fixed(await answer(call, record))(response, async () => '');
}

/** A log is for reading. */
function withoutZip(params: unknown): unknown {
  if (typeof params !== 'object' || params === null || !('Code' in params)) return params;
  return { ...params, Code: `${JSON.stringify(params.Code).length} bytes` };
}

function controlOf(store: Store): Pick<ScfCloud, 'fn' | 'functions' | 'edit'> {
  const fn = (name: string) => {
    const found = store.all().find(({ FunctionName }) => FunctionName === name);
    if (found === undefined) throw new ApiError('ResourceNotFound', `There is no ${name}.`);
    return found;
  };
  return {
    fn,
    functions: () => store.all(),
    edit: (name, part) => store.put({ ...fn(name), ...part }),
  };
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
