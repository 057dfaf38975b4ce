// A host for the tests of the SCF host: one that runs scf-handler.cjs and is closed when the test file ends.
import { type ScfHost, type ScfHostOptions, startScfHost } from '../../emulator/scf/host';
import type { FunctionDescription, Key } from '../../emulator/scf/types';

const FILE = 'test/emulator/scf-handler.cjs';
const KEY: Key = { secretId: 'id-1', secretKey: 'key-1', token: 'token-1' };
const DESCRIPTION: FunctionDescription = {
  name: 'demo',
  namespace: 'default',
  handler: 'index.main_handler',
  runtime: 'Nodejs20.19',
  region: 'ap-guangzhou',
  memoryMb: 128,
  timeoutMs: 5_000,
  environment: { BACKUP_REGION: 'ap-guangzhou', LOG_LEVEL: 'info' },
  timers: [],
};

const hosts: ScfHost[] = [];
afterAll(() => Promise.all(hosts.splice(0).map((host) => host.close())));

export async function start(
  options: Partial<ScfHostOptions> = {},
  part: Partial<FunctionDescription> = {},
): Promise<ScfHost> {
  const description = { ...DESCRIPTION, ...part };
  const host = await startScfHost({ file: FILE, description, credentials: () => KEY, ...options });
  hosts.push(host);
  return host;
}
