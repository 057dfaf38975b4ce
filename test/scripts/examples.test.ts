// What a page shows as a block is read here by what reads it in earnest: the validators of events, of requests and of
// backup.yml, the models of the installed SDK, the commands' own help.
import { existsSync } from 'node:fs';
import { parse } from 'yaml';
import { checkService, readDocument } from '../../emulator/scf/service';
import { createLogger } from '../../src/logger';
import { isObject } from '../../src/request/json';
import { parseRequest } from '../../src/request/parse-request';
import { parseQuery } from '../../src/request/query-string';
import { TRIGGERS } from '../../src/triggers/select';
import { GUANGZHOU } from '../support/builders';
import { PAGES, read } from './pages';
import { findShellIssues, findUnknown } from './shell';

/** The pages in Chinese have the same examples: languages.test.ts. */
const pages = PAGES.filter((page) => !/zh/.test(page));
const blocks = pages.flatMap((page) =>
  [...read(page).matchAll(/^( *)```(\w*)\n([\s\S]*?)^\1```/gm)].map(
    ([, , kind = '', text = '']) => ({
      ...{ page, kind, text, begins: text.trim().split('\n')[0]?.slice(0, 60) },
    }),
  ),
);
const ofKind = (kind: string) => blocks.filter((block) => block.kind === kind);

/** Kinds of blocks without a reader, and why. */
const UNREAD: Readonly<Record<string, string>> = {
  mermaid: 'GitHub draws it; the outcomes of the state machine are read',
  groovy: 'Jenkins reads it; the command in it is read',
  '': 'a terminal, which reference.test.ts reads, and a request over HTTP, whose JSON is read',
};
test('each kind of block has its reader, or a reason to have none', () => {
  const kinds = [...new Set(blocks.map(({ kind }) => kind))].sort();
  expect(kinds).toEqual([...Object.keys(UNREAD), 'json', 'sh', 'yaml'].sort());
});

/** The requests in a value, as an object or as the text of a message. A template's variables stand for what they become. */
function requestsIn(value: unknown): unknown[] {
  if (typeof value === 'string')
    return /^\{"InstanceId".*\}$/.test(value) ? [JSON.parse(value)] : [];
  if (!isObject(value)) return Array.isArray(value) ? value.flatMap(requestsIn) : [];
  if ('Outcome' in value || 'outcome' in value) return [];
  return 'Selector' in value || 'InstanceId' in value || 'Coverage' in value
    ? [value]
    : Object.values(value).flatMap(requestsIn);
}
function findRequestIssues(value: unknown): unknown[] {
  return requestsIn(value).flatMap((request) => {
    const filled = JSON.stringify(request).replace(/\$\{\w+\}/g, 'crs-demo0001');
    const parsed = parseRequest(JSON.parse(filled), {
      fallbackRegion: GUANGZHOU,
      keyAllowed: true,
    });
    return parsed.ok ? [] : parsed.issues;
  });
}

function findUnlogged(line: object): string[] {
  const lines: string[] = [];
  const log = createLogger({ level: 'info', invocationId: 'i', write: (one) => lines.push(one) });
  log.info('x', line);
  return Object.keys(line).filter((name) => !(name in JSON.parse(lines[0] ?? '{}')));
}

/** What its reader refuses of a block of JSON. */
function findJsonIssues(value: Readonly<Record<string, unknown>>): unknown[] {
  if ('Rule' in value) return findUnknown('cls', 'CreateIndexRequest', value);
  if ('AlarmTargets' in value) return findUnknown('cls', 'CreateAlarmRequest', value);
  if ('level' in value) return findUnlogged(value);
  // triggers/documents.test.ts reads the first, reference.test.ts the second.
  if ('failed' in value || 'Outcome' in value) return [];
  const claimants = TRIGGERS.filter((trigger) => trigger.claims(value)).map(({ name }) => name);
  return claimants.length === 1 ? [] : ['claimed by', claimants];
}
test.each(ofKind('json'))('$page: $begins', ({ text }) => {
  expect(findJsonIssues(JSON.parse(text))).toEqual([]);
  expect(findRequestIssues(JSON.parse(text))).toEqual([]);
});

/** As a deploy reads backup.yml, with these members in it. */
function readBackupFile(members: object) {
  const own = { ...parse(read('backup.example.yml')), ...members };
  const file = (path: string) => (path.endsWith('backup.yml') ? own : undefined);
  return checkService(readDocument('serverless.yml', { env: {}, file }), 'serverless.yml');
}
test.each(ofKind('yaml').filter(({ text }) => /^(timers|settings|webhook):/.test(text)))(
  '$page: $begins',
  ({ text }) => {
    expect(() => readBackupFile(parse(text))).not.toThrow();
    expect(findRequestIssues(parse(text))).toEqual([]);
  },
);

test('the workflow runs what there is', () => {
  const [workflow] = ofKind('yaml').filter(({ text }) => text.startsWith('name: deploy'));
  const steps: { readonly run?: string }[] = parse(workflow?.text ?? '').jobs.deploy.steps;
  expect(steps.flatMap(({ run }) => run ?? []).join('\n')).toContain('npm run deploy');
  expect(steps.flatMap(({ run }) => findShellIssues(run ?? ''))).toEqual([]);
});

test('what Prometheus is told to ask is a coverage query', () => {
  const [block] = ofKind('yaml').filter(({ text }) => text.startsWith('scrape_configs'));
  const { scrape_configs, rule_files } = parse(block?.text ?? '');
  const query = new URLSearchParams(scrape_configs[0].params);
  const asked = { query: 'coverage', request: { path: `/metrics?${query}`, query: {} } } as const;
  expect(parseQuery(asked, { region: GUANGZHOU, request: undefined })).toMatchObject({ ok: true });
  expect(rule_files.map((name: string) => existsSync(`docs/${name}`))).toEqual([true]);
});

test.each(ofKind('sh'))('$page: $begins', ({ text }) => {
  expect(findShellIssues(text)).toEqual([]);
  const sent = [...text.matchAll(/'(\{"InstanceId".*?\})'/g)].map(([, json = '']) => json);
  expect(findRequestIssues(sent)).toEqual([]);
});

/** Commands within a sentence, and in a line that is set apart. */
const commandsIn = (page: string): string[] => [
  ...[...read(page).matchAll(/`((?:npm|npx|tccli) [^`]+)`/g)].map(([, command = '']) =>
    command.replace(/\s+/g, ' '),
  ),
  ...[...read(page).matchAll(/^ {4}((?:export|npm|npx) .*)$/gm)].map(([, command = '']) => command),
];
test.each(pages)('each command in a sentence of %s is one that there is', (page) => {
  expect(commandsIn(page).flatMap(findShellIssues)).toEqual([]);
});

test('the command for Jenkins is one that there is', () => {
  const commands = ofKind('groovy').map(({ text }) => /sh '(\S+)/.exec(text)?.[1] ?? '');
  expect(commands.map((command) => existsSync(command))).toEqual([true]);
});

test('the request over HTTP is one', () => {
  const shown = ofKind('').filter(({ text }) => text.startsWith('POST /'));
  expect(shown.map(({ text }) => findRequestIssues(text.split('\n\n')[1]?.trim()))).toEqual([[]]);
});

test('the state machine ends in outcomes that the reference has', () => {
  const [drawn] = ofKind('mermaid').filter(({ text }) => text.startsWith('stateDiagram'));
  const ends = [...(drawn?.text ?? '').matchAll(/--> ([a-z]+):/g)].map(([, end = '']) => end);
  expect(ends).toContain('adopted');
  expect(ends.filter((end) => !read('docs/reference.md').includes(`\n| \`${end}\` |`))).toEqual([]);
});
