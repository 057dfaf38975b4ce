// What src/app.ts needs (Deps, src/context.ts), without a process, a network or a real clock.
import { RunMemory } from '../../src/backup/run-memory';
import { TIMING } from '../../src/backup/state';
import { type Config, loadConfig } from '../../src/config';
import type { Deps } from '../../src/context';
import { createLogger } from '../../src/logger';
import { type ManualClock, manualClock } from './clock';
import { type FakeApi, fakeApi, type Script } from './fake-api';
import { sha256 } from './hash';

/** 24 characters or more, and no secret of anybody's. */
export const TOKEN = 'a-token-of-the-tests-0001';

export type Settings = Readonly<Record<string, string>>;

export interface TestDeps extends Deps {
  readonly clock: ManualClock & Deps['clock'];
  readonly api: FakeApi;
  /** The log, a parsed line an entry. */
  readonly lines: Record<string, unknown>[];
  /** How often the API was opened and closed. */
  readonly connections: { opened: number; closed: number };
}

export interface DepsOptions {
  readonly settings?: Settings;
  readonly script?: Script;
  readonly invocationId?: string;
}

/** The settings as the function reads them; a bad one is a mistake of the test. */
export function configOf(settings: Settings = {}): Config {
  const config = loadConfig(settings);
  if (!config.ok) throw new Error(JSON.stringify(config.issues));
  return config.value;
}

/** A webhook with a token, a clock by hand, and an API that does as `script` says. */
export function deps({
  settings = {},
  script = {},
  invocationId = 'run-1',
}: DepsOptions = {}): TestDeps {
  const api = fakeApi(script);
  const lines: Record<string, unknown>[] = [];
  const connections = { opened: 0, closed: 0 };
  let texts = 0;
  return {
    api,
    lines,
    connections,
    config: loadConfig({ WEBHOOK_SECRETS: TOKEN, ...settings }),
    version: '1.2.3',
    timing: TIMING,
    clock: manualClock(),
    sha256,
    log: createLogger({
      level: 'debug',
      invocationId,
      write: (line) => lines.push(JSON.parse(line)),
    }),
    memory: new RunMemory(),
    findings: {},
    uniqueText: () => {
      texts += 1;
      return `unique-${texts}`;
    },
    openApi: () => {
      connections.opened += 1;
      return {
        api,
        close: () => {
          connections.closed += 1;
        },
      };
    },
  };
}
