// HTTP clients that nobody here wrote, each as a program of its own.
import { spawn, spawnSync } from 'node:child_process';
import { join } from 'node:path';

export interface Asked {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Repeat by itself what the client thinks may be repeated. */
  readonly retry?: boolean;
}
export interface Told {
  readonly status: number;
  readonly body: string;
}
export type Client = (asked: readonly Asked[]) => Promise<readonly Told[]>;

interface Output {
  readonly stdout: string;
  readonly stderr: string;
}

const FOLDER = join(__dirname, 'programs');

/** Runs a program to its end. Not synchronously: the function it calls runs beside this very process. */
export function run(command: string, args: readonly string[], input = ''): Promise<Output> {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'pipe' });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    child.stdout.on('data', (chunk) => out.push(chunk));
    child.stderr.on('data', (chunk) => err.push(chunk));
    child.on('error', reject);
    child.on('close', () =>
      resolve({ stdout: Buffer.concat(out).toString(), stderr: Buffer.concat(err).toString() }),
    );
    child.stdin.end(input);
  });
}

/** One that takes all requests at once, as JSON. */
const program =
  (command: string, file: string): Client =>
  async (asked) => {
    const { stdout, stderr } = await run(command, [join(FOLDER, file)], JSON.stringify(asked));
    if (stdout === '') throw new Error(`${file}: ${stderr.slice(-2000)}`);
    return JSON.parse(stdout);
  };

/** One that is run for each request. */
const perRequest =
  (send: (asked: Asked) => Promise<Told>): Client =>
  async (asked) => {
    const told: Told[] = [];
    for (const one of asked) told.push(await send(one));
    return told;
  };

const pairs = (headers: Asked['headers']): string[] =>
  Object.entries(headers).map(([name, value]) => `${name}: ${value}`);

const curl = perRequest(async ({ method, url, headers, body, retry }) => {
  const how = method === 'HEAD' ? ['--head'] : ['--request', method];
  const data = body === undefined ? [] : ['--data-binary', body];
  // Into a file, as scripts do; what is repeated would else be written twice.
  const again = retry === true ? ['--retry', '3', '--output', '/dev/null'] : [];
  const { stdout } = await run('curl', [
    ...['--silent', '--noproxy', '*', '--write-out', '\n%{http_code}', ...how, ...data, ...again],
    ...pairs(headers).flatMap((text) => ['--header', text]),
    url,
  ]);
  const at = stdout.lastIndexOf('\n');
  const text = method === 'HEAD' ? '' : stdout.slice(0, at);
  return { status: Number(stdout.slice(at + 1)), body: text };
});

const wget = perRequest(async ({ method, url, headers, body }) => {
  const data = body === undefined ? [] : [`--body-data=${body}`];
  const { stdout, stderr } = await run('wget', [
    ...['--quiet', '--no-proxy', '--server-response', '--content-on-error', '--tries=1'],
    ...['--output-document=-', `--method=${method}`, ...data],
    ...pairs(headers).map((text) => `--header=${text}`),
    url,
  ]);
  const statuses = [...stderr.matchAll(/^ *HTTP\/1\.1 (\d{3})/gm)];
  return { status: Number(statuses.at(-1)?.[1]), body: stdout };
});

const httpie = perRequest(async ({ method, url, headers, body = '' }) => {
  const lines = Object.entries(headers).map(([name, value]) => `${name}:${value}`);
  const how = [
    '--ignore-stdin',
    '--pretty=none',
    '--print=hb',
    ...(body === '' ? [] : ['--raw', body]),
  ];
  const { stdout } = await run('http', [...how, method, url, ...lines]);
  const [head = '', ...rest] = stdout.split('\r\n\r\n');
  return { status: Number(/^HTTP\/1\.1 (\d{3})/.exec(head)?.[1]), body: rest.join('').trim() };
});

const runs = (command: string, ...args: string[]): boolean =>
  spawnSync(command, args, { stdio: 'ignore' }).status === 0;

export const HAS_PYTHON = runs('python3', '--version');

/** Each with what a machine needs for it; npm brings the last three. */
export const CLIENTS: readonly (readonly [name: string, isThere: boolean, client: Client])[] = [
  ['curl', runs('curl', '--version'), curl],
  ['wget', runs('wget', '--version'), wget],
  ['httpie', runs('http', '--version'), httpie],
  [
    'requests',
    HAS_PYTHON && runs('python3', '-c', 'import requests'),
    program('python3', 'requests.py'),
  ],
  ['undici', true, program(process.execPath, 'undici.mjs')],
  ['axios', true, program(process.execPath, 'axios.mjs')],
  ['got', true, program(process.execPath, 'got.mjs')],
];
