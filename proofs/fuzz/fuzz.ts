// What must hold for any request at a webhook. Used by fuzz.test.ts, and at length by npm run test:proofs -- fuzz.

import type { Logger } from '../../src/logger';
import type { RedisApi } from '../../src/redis-api';
import { failed } from '../../src/result';
import { findRow } from '../../src/tencent/error-table';
import type { HttpResponse } from '../../src/triggers/http';
import {
  webhookApi as fakeApi,
  type HttpEvent,
  SECRETS,
  type Webhook,
  webhook,
} from '../../test/support/webhook';
import { type Case, MAX_BODY_BYTES, MODES, type Mode } from './cases';

const isReading = ({ httpMethod }: HttpEvent) => httpMethod === 'GET' || httpMethod === 'HEAD';

const isHealth = ({ path, ...event }: HttpEvent) =>
  isReading({ path, ...event }) && /(^|\/)health\/?$/.test(path.split('?')[0] ?? '');

/** Whether a case must be let in, said once more and independently of the door. */
function isKnown({ mode, proof, event, body: { bytes } }: Case): boolean {
  if (mode === 'platform') return true;
  if (proof === 'token') return mode !== 'signature';
  if (proof === 'password') return mode !== 'signature' && isReading(event);
  if (proof === 'none' || mode === 'bearer' || event.httpMethod !== 'POST') return false;
  return bytes !== undefined && bytes.length <= MAX_BODY_BYTES;
}

/** What an admitted request may be answered; none of them is a fault of the function. */
const ANSWERS = [200, 202, 207, 400, 403, 404, 405, 413, 415, 422];
/** Something is stale; only a coverage answers so. */
const STALE = 503;
const LONGEST_LINE = 3000;

const must = (holds: boolean, what: string): void => {
  if (!holds) throw new Error(what);
};

function checkForm(answer: HttpResponse): void {
  const { statusCode, isBase64Encoded, headers, body } = answer;
  must(
    Number.isInteger(statusCode) && statusCode >= 200 && statusCode <= 599,
    `status ${statusCode}`,
  );
  must(isBase64Encoded === false && typeof body === 'string', 'the form of the answer');
  must(
    Object.values(headers).every((value) => typeof value === 'string'),
    'a header is no text',
  );
  const isText = /^text\/(html|plain)/.test(headers['Content-Type'] ?? '');
  must(isText || body === '' || JSON.parse(body) !== null, 'the body');
  must(headers['X-Content-Type-Options'] === 'nosniff', 'an answer that a browser may guess at');
  must(!/access-control/i.test(Object.keys(headers).join()), 'a header of CORS');
}

/** Several instances of which none was made, for reasons that share no status. */
const MIXED = 502;

const isAnswer = ({ statusCode: status, body }: HttpResponse, event: HttpEvent): boolean =>
  ANSWERS.includes(status) ||
  (status === MIXED && body.startsWith('{"Results":')) ||
  (status === STALE && (isCoverage(event) || String(event.body).includes('Coverage')));

const isCoverage = (event: HttpEvent): boolean =>
  isReading(event) && /coverage|metrics/.test(event.path.split('?')[0] ?? '');

/**
 * A challenge names Basic to what a browser asks, a browser gets a page in its language, and a HEAD no body; nothing else
 * tells two apart.
 */
const toStrangerKind = (event: HttpEvent, { headers, body }: HttpResponse): string =>
  [
    isReading(event) ? event.httpMethod : 'others',
    headers['Content-Type'],
    ...(/<html lang="[\w-]+"/.exec(body) ?? []),
  ].join(' ');

export interface Tally {
  /** Answers by status. */
  readonly statuses: Map<number, number>;
  strangers: number;
}

/** A fake that refuses one instance, so that some answers are of two minds. */
function pickyApi() {
  const { api, calls } = fakeApi();
  const startBackup: RedisApi['startBackup'] = (target, ...others) =>
    target.InstanceId === 'crs-a'
      ? Promise.resolve(failed({ ...findRow('InvalidParameter'), message: 'refused' }))
      : api.startBackup(target, ...others);
  return { api: { ...api, startBackup }, calls };
}

/** One property a run, over doors that are opened once. */
export function createFuzzer(): { readonly tally: Tally; check(one: Case): Promise<void> } {
  const printed: string[] = [];
  const { api, calls } = pickyApi();
  const note: Logger['info'] = (event, fields) =>
    void printed.push(JSON.stringify({ event, ...fields }));
  const log: Logger = { debug: note, info: note, warn: note, error: note };
  const open = (mode: Mode): Webhook =>
    webhook({
      settings: {
        WEBHOOK_AUTH: mode,
        MAX_BODY_BYTES: String(MAX_BODY_BYTES),
        ALLOWED_INSTANCES: 'crs-demo0001 crs-a*',
      },
      deps: { log, openApi: () => ({ api, close: () => {} }) },
    });
  const doors = new Map(MODES.map((mode) => [mode, open(mode)]));
  const tally: Tally = { statuses: new Map(), strangers: 0 };
  const toStrangers = new Map<string, string>();

  const check = async (one: Case): Promise<void> => {
    printed.length = 0;
    calls.length = 0;
    const answer = await doors.get(one.mode)?.send(one.event);
    if (answer === undefined) throw new Error('no door');
    checkForm(answer);
    const { statusCode } = answer;
    tally.statuses.set(statusCode, (tally.statuses.get(statusCode) ?? 0) + 1);
    if (isHealth(one.event)) must(statusCode === 200, 'health');
    else if (isKnown(one)) must(isAnswer(answer, one.event), `known, and answered ${statusCode}`);
    else {
      tally.strangers += 1;
      must(statusCode === 401, `a stranger was answered ${statusCode}`);
      const kind = toStrangerKind(one.event, answer);
      const said = JSON.stringify(answer);
      must(
        said === (toStrangers.get(kind) ?? said),
        'a stranger was answered otherwise than another',
      );
      toStrangers.set(kind, said);
    }
    must(calls.length === 0 || isKnown(one), 'the API was called for a stranger');
    const output = [JSON.stringify(answer), ...printed];
    must(
      !SECRETS.split(' ').some((secret) => output.join().includes(secret)),
      'a secret in the output',
    );
    must(
      printed.every((line) => line.length <= LONGEST_LINE),
      'a log line without end',
    );
  };
  return { tally, check };
}
