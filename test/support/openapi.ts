// Holds every answer over HTTP to docs/openapi.yaml: its status, its headers, its media type and its body.
import Ajv2020, { type ValidateFunction } from 'ajv/dist/2020';
import { openApi } from '../../scripts/openapi';
import { isObject } from '../../src/request/json';

type Json = Readonly<Record<string, unknown>>;

interface Asked {
  readonly httpMethod: string;
  readonly path: string;
}
interface Answer {
  readonly statusCode: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

const DOCUMENT = openApi();
const ajv = new Ajv2020({ strict: false, validateFormats: false });
ajv.addSchema(DOCUMENT, 'openapi');
const validators = new Map<string, ValidateFunction>();

/** The part of the document that a JSON pointer means. */
const partAt = (pointer: string): Json =>
  pointer
    .split('/')
    .slice(1)
    .map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~'))
    .reduce<Json>((part, name) => {
      const next = part[name];
      return isObject(next) ? next : {};
    }, DOCUMENT);

const toToken = (name: string): string => name.replaceAll('~', '~0').replaceAll('/', '~1');

/** A pointer to the part, through a reference. */
function resolve(pointer: string): string {
  const { $ref } = partAt(pointer);
  return typeof $ref === 'string' ? $ref.slice(1) : pointer;
}

function flawsOf(value: unknown, pointer: string): string[] {
  const known = validators.get(pointer);
  const validate = known ?? ajv.compile({ $ref: `openapi#${encodeURI(pointer)}` });
  validators.set(pointer, validate);
  return validate(value) ? [] : (validate.errors ?? []).map((error) => JSON.stringify(error));
}

/** The path of the document that a request's path means; gateways put a prefix before it. */
function templateOf(path: string): string {
  const [asked = ''] = path.split('?');
  const [, name, task] =
    /(?:^|\/)(?:(health|coverage|metrics|backups)|(tasks)\/[^/]+)\/?$/.exec(asked) ?? [];
  return task === undefined ? `/${name ?? ''}` : '/tasks/{TaskId}';
}

/** Where the answer is described: by its operation; a method or a path that there is not gets a problem all the same. */
function describedAt({ httpMethod, path }: Asked, status: number): string {
  const operation = `/paths/${toToken(templateOf(path))}/${httpMethod.toLowerCase()}`;
  const isThere = Object.keys(partAt(operation)).length > 0 && /^[A-Z]+$/.test(httpMethod);
  return resolve(
    isThere ? `${operation}/responses/${status}` : `/components/responses/Problem${status}`,
  );
}

function flawsOfHeaders(headers: Answer['headers'], response: string): string[] {
  const described = partAt(`${response}/headers`);
  const names = Object.keys(described);
  const unknown = Object.keys(headers).filter(
    (name) => name !== 'Content-Type' && !names.includes(name),
  );
  const wrong = names.flatMap((name) => {
    const at = resolve(`${response}/headers/${toToken(name)}`);
    const value = headers[name];
    if (value === undefined) return partAt(at).required === true ? [`${name} is missing`] : [];
    return flawsOf(value, `${at}/schema`);
  });
  return [...unknown.map((name) => `${name} is in no description`), ...wrong];
}

function flawsOfBody(asked: Asked, { headers, body }: Answer, response: string): string[] {
  const type = headers['Content-Type'] ?? '';
  const at = `${response}/content/${toToken(type)}/schema`;
  if (Object.keys(partAt(at)).length === 0) return [`${type} is in no description`];
  if (asked.httpMethod === 'HEAD') return body === '' ? [] : ['a HEAD has no content'];
  return flawsOf(/json/.test(type) ? JSON.parse(body) : body, at);
}

/** `Retry-After` is there if and only if a repetition can help, which no schema can say. */
function flawsOfRetry({ headers, body }: Answer): string[] {
  if (headers['Content-Type'] !== 'application/problem+json' || body === '') return [];
  const { retryable } = JSON.parse(body);
  return retryable === (headers['Retry-After'] !== undefined) ? [] : ['Retry-After'];
}

/** @throws {Error} naming what is not as the document has it */
export function mustConform(asked: Asked, answer: Answer): void {
  const response = describedAt(asked, answer.statusCode);
  const flaws =
    Object.keys(partAt(response)).length === 0
      ? [`status ${answer.statusCode} is in no description`]
      : [
          ...flawsOfHeaders(answer.headers, response),
          ...flawsOfBody(asked, answer, response),
          ...flawsOfRetry(answer),
        ];
  if (flaws.length > 0)
    throw new Error(
      `not as docs/openapi.yaml has it: ${asked.httpMethod} ${asked.path}: ${flaws.slice(0, 5).join('; ')}\n${JSON.stringify(answer).slice(0, 2000)}`,
    );
}

/** Whether an invocation was answered over HTTP. */
export const isHttpResponse = (result: unknown): result is Answer =>
  isObject(result) && typeof result.statusCode === 'number';

const ASKED: readonly Asked[] = [
  { httpMethod: 'POST', path: '/' },
  ...['health', 'coverage', 'metrics', 'backups', 'tasks/1'].map((name) => ({
    httpMethod: 'GET',
    path: `/${name}`,
  })),
];

/**
 * The same of an answer whose request is not known any more: it is one that some request may get.
 *
 * @throws {Error} naming what is not as it would be after a POST
 */
export function mustConformSomewhere(answer: Answer): void {
  const failures = ASKED.map((asked) => {
    try {
      mustConform(asked, answer);
      return undefined;
    } catch (error) {
      return error;
    }
  });
  if (!failures.includes(undefined)) throw failures[0];
}
