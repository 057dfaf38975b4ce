// What is wrong with a request, told so that its sender can correct it: the most useful sentence first, each once. Few
// requests are wrong, so it is loaded with the first.
import type { BaseIssue } from 'valibot';
import type { Issue } from './issues';
import { suggest } from './suggest';

/** A field that a request must not have. */
export interface UnknownField {
  readonly path: string;
  readonly name: string;
  /** The fields that it may have been meant for. */
  readonly named: readonly string[];
}

/** The most issues of one answer, which must not outgrow the platform's limit, however many things are wrong. */
export const MAX_ISSUES = 100;

/** A person mistypes a few names. A caller who sends thousands gets no sentence for each. */
const MAX_UNKNOWN = 20;

/** The name is the caller's own; cut, it leaves room for the sentence about it. */
const MAX_PATH = 80;
const cut = (path: string): string =>
  path.length > MAX_PATH ? `${path.slice(0, MAX_PATH)}…` : path;

const PLAIN = /^(-?\d{1,15}(\.\d{1,15})?|true|false)$/;

/** The kind of the value that was given. The value itself is shown only if it is a number or a boolean in quotes. */
function describeGiven({ kind, type, input }: BaseIssue<unknown>): string {
  if (typeof input === 'string') {
    if (type === 'regex') return /\s/.test(input) ? ', and has a space in it' : '';
    if (kind !== 'schema') return '';
    return PLAIN.test(input) ? `, and is a text; write ${input} without quotes` : ', and is a text';
  }
  if (kind !== 'schema' || input === undefined) return '';
  const name = input === null ? 'null' : Array.isArray(input) ? 'a list' : `a ${typeof input}`;
  return `, and is ${name.replace('a object', 'an object')}`;
}

/** The issues of a schema, each with its path. */
export function explainSchema(issues: readonly BaseIssue<unknown>[]): Issue[] {
  return issues.map((issue) => ({
    path: (issue.path ?? [])
      .map(({ key: step }) => (typeof step === 'number' ? `[${step}]` : String(step)))
      .join('.')
      .replaceAll('.[', '['),
    message: `${issue.message}${describeGiven(issue)}`,
  }));
}

/** Senders whose webhooks have a body of their own, known by fields that no request has. */
const SENDERS: readonly (readonly [name: string, fields: readonly string[]])[] = [
  ['Grafana', ['alerts', 'orgId']],
  ['Alertmanager', ['alerts', 'receiver']],
  ['GitLab', ['object_kind']],
  ['GitHub', ['repository', 'sender']],
  ['GitHub', ['zen', 'hook_id']],
  ['CloudEvents', ['specversion', 'source', 'type']],
];

function findSender(given: object): string | undefined {
  const found = SENDERS.find(([, fields]) => fields.every((name) => Object.hasOwn(given, name)));
  return found?.[0];
}

const explainSender = (name: string): Issue => ({
  path: '',
  message: `this is an event of ${name} and no request; have its sender's template write {"InstanceId":"crs-…"}, or let a rule of EventBridge make that of the event`,
});

const TARGETS = ['InstanceId', 'InstanceIds', 'Selector'];

/** Unknown fields, in two parts: those that look like a known one, and the others. The known fields are listed once. */
function explainUnknown(unknown: readonly UnknownField[]) {
  const looked = unknown
    .slice(0, MAX_UNKNOWN)
    .map(({ path, name, named }) => ({ path: cut(path), named, meant: suggest(name, named) }));
  const hints = looked.flatMap(({ path, meant }) =>
    meant === undefined ? [] : [{ path, message: `unknown field; did you mean ${meant}?` }],
  );
  const strange = looked
    .filter(({ meant }) => meant === undefined)
    .map(({ path, named }, index) => ({
      path,
      message: index === 0 ? `unknown field; the fields are ${named.join(', ')}` : 'unknown field',
    }));
  const more = unknown.length - MAX_UNKNOWN;
  if (more > 0) strange.push({ path: '', message: `${more} more unknown fields` });
  return { meant: looked.flatMap(({ meant }) => meant ?? []), hints, strange };
}

/**
 * All that is wrong with a request.
 *
 * @param issues what is wrong with the fields it has, and which are missing
 */
export function explainIssues(
  given: Readonly<Record<string, unknown>>,
  unknown: readonly UnknownField[],
  issues: readonly Issue[],
): readonly Issue[] {
  const sender = unknown.length === 0 ? undefined : findSender(given);
  if (sender !== undefined) return [explainSender(sender)];
  const { meant, hints, strange } = explainUnknown(unknown);
  // A field that is missing because it is misspelt is one mistake. A missing target is told of InstanceId.
  const found = meant.some((name) => TARGETS.includes(name)) ? ['InstanceId', ...meant] : meant;
  const isMisspelt = ({ path }: Issue) => found.includes(path) && !Object.hasOwn(given, path);
  const all = [...hints, ...issues.filter((issue) => !isMisspelt(issue)), ...strange];
  return all.length <= MAX_ISSUES
    ? all
    : [...all.slice(0, MAX_ISSUES), { path: '', message: 'and more; fix these first' }];
}
