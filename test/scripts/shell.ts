// A reader of the shell commands that pages show: whether each command, option, parameter and variable exists.
import { existsSync, readdirSync } from 'node:fs';
import { scripts } from '../../package.json';
import { isObject } from '../../src/request/json';
import { read } from './pages';

const SDK = 'node_modules/tencentcloud-sdk-nodejs/tencentcloud/services';

/** Of each product the models of the installed SDK, each with its fields as they are written. */
const MODELS = new Map<string, ReadonlyMap<string, string>>();
function modelsOf(product: string): ReadonlyMap<string, string> {
  const version = readdirSync(`${SDK}/${product}`).find((name) => /^v\d+$/.test(name));
  const text = read(`${SDK}/${product}/${version}/${product}_models.d.ts`);
  const parts = text.split(/^export interface (\w+) \{$/m).slice(1);
  return new Map(parts.flatMap((name, at) => (at % 2 === 0 ? [[name, parts[at + 1] ?? '']] : [])));
}

/** The fields of a request, or of a part of one, each with its type. */
function fieldsOf(product: string, model: string): ReadonlyMap<string, string> {
  const models = MODELS.get(product) ?? modelsOf(product);
  MODELS.set(product, models);
  const fields = (models.get(model) ?? '').matchAll(/^ {4}(\w+)\??: (?:Array<)?(\w+)/gm);
  return new Map([...fields].map(([, name = '', type = '']) => [name, type]));
}

/** The fields of a value that its model does not have. */
export function findUnknown(product: string, model: string, value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap((one) => findUnknown(product, model, one));
  if (!isObject(value)) return [];
  const fields = fieldsOf(product, model);
  return Object.entries(value).flatMap(([name, part]) => {
    const type = fields.get(name);
    return type === undefined ? [`${model}.${name}`] : findUnknown(product, type, part);
  });
}

/** Options that every `tccli` command takes. */
const OF_TCCLI = ['cli-input-json', 'filter', 'region'];

/** The parameters of one command that the action does not have; what begins like JSON is read by its model. */
function findTccliIssues([, product = '', action = '', rest = '']: readonly string[]): string[] {
  const fields = fieldsOf(product, `${action}Request`);
  return [...rest.matchAll(/ --([\w-]+)(?: '([[{][^']*)')?/g)].flatMap(([, name = '', json]) => {
    const type = fields.get(name);
    if (type === undefined)
      return OF_TCCLI.includes(name) ? [] : [`${product} ${action} --${name}`];
    const value = json === undefined ? {} : JSON.parse(json);
    return /^[a-z]/.test(type) ? [] : findUnknown(product, type, value);
  });
}

/** A command's options stand in its own help. */
function findNpmIssues([, name = '', rest = '']: readonly string[]): string[] {
  if (['ci', 'install', 'config'].includes(name)) return [];
  const script = Object.entries(scripts).find(([one]) => one === name)?.[1] ?? '';
  const [, command] = /run\.mjs (\S+)$/.exec(script) ?? [];
  const files = [`scripts/${command}.ts`, `proofs/${command}.ts`].filter((file) =>
    existsSync(file),
  );
  if (script === '') return [name];
  const [, options = ''] = / -- (.*)/.exec(rest) ?? [];
  return (options.match(/(?<!\S)--[\w-]+/g) ?? [])
    .filter(
      (option) => !files.some((file) => new RegExp(`^ +${option}(?![\\w-])`, 'm').test(read(file))),
    )
    .map((option) => `${name} ${option}`);
}

const READ = ['npm', 'npx', 'tccli', 'ci/backup.sh'];
/** Commands that nothing here reads, and why. */
const UNREAD: Readonly<Record<string, string>> = {
  curl: 'its options are those of another program; reference.test.ts reads the body',
  export: 'the names are read',
  for: 'the command in the loop is read',
  git: 'git pull has no options here',
  sed: 'it edits a file of the release',
  sha256sum: 'it checks the files of the release',
};
/** Where the variables are that a command may be given. */
const NAMES = [
  'src/config.ts',
  'ci/backup.sh',
  'scripts/deploy/endpoint.ts',
  'scripts/secret.ts',
  'scripts/start.ts',
]
  .map(read)
  .join('\n');
/** Those of `tccli` and of this repository's commands alike. */
const CREDENTIALS = /^TENCENTCLOUD_(SECRET_ID|SECRET_KEY|SESSION_TOKEN|REGION)$/;

/** What a text of commands has that does not exist. */
export function findShellIssues(text: string): string[] {
  const lines = text
    .replace(/\\\n\s*/g, '')
    .replace(/(^|\s)# .*$/gm, '')
    .split('\n')
    .filter((line) => line.trim() !== '');
  return lines.flatMap((line) => {
    const [, word = ''] = /^(?:\w+=(?:\$\(|(?:"[^"]*"|\S*) ))*(\S+)/.exec(line.trim()) ?? [];
    const names = [...line.matchAll(/(?<![\w"])([A-Z][A-Z_]{4,})=/g)].map(([, name = '']) => name);
    return [
      ...(READ.includes(word) || word in UNREAD ? [] : [word]),
      ...names.filter((name) => !CREDENTIALS.test(name) && !NAMES.includes(name)),
      ...[...line.matchAll(/\bnpm (?:run )?(?:--silent |-s )?([\w:-]+)([^)";|&]*)/g)].flatMap(
        findNpmIssues,
      ),
      ...[...line.replace(/"\$\(.*?\)"/g, '').matchAll(/\btccli (\w+) (\w+)(.*)/g)].flatMap(
        findTccliIssues,
      ),
    ];
  });
}
