// What to try on the running local cloud: each line can be pasted into a shell.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { FunctionDescription } from '../emulator/scf/types';
import { ROOT } from './bundle';
import { LOCAL_TOKEN, type LocalCloud } from './local-cloud';
import { dim } from './terminal';

const EVENTS = 'test/fixtures/events';

/** One event of every trigger, each to be played on a cloud of its own. */
export function eventsToPlay(): string[] {
  const folder = (...path: string[]) => readdirSync(join(ROOT, EVENTS, ...path)).sort();
  return folder()
    .filter((trigger) => trigger !== 'unknown')
    .flatMap((trigger) =>
      folder(trigger)
        .slice(0, 1)
        .map((file) => `${trigger}/${file}`),
    )
    .map((path) => `npm run invoke -- ${EVENTS}/${path}`);
}

/** @param firedAt the scheduled time of the timer that has been fired, for sending the same delivery again */
export function thingsToTry(
  { host, redis }: LocalCloud,
  { timers }: FunctionDescription,
  firedAt: Date,
): string[] {
  const backup = (request: object, token = `-H 'Authorization: Bearer ${LOCAL_TOKEN}' `) =>
    `curl -i ${host.url}/ ${token}-H 'Content-Type: application/json' -d '${JSON.stringify(request)}'`;
  const timerUrl = `${host.url}/_host/timers/${timers[0]?.name}`;
  const lines: [what: string, command: string][] = [
    ['a good call', backup({ InstanceId: 'crs-demo0003', Remark: 'by hand' })],
    ['several at once', backup({ InstanceIds: ['crs-demo0001', 'crs-demo0002', 'crs-locked01'] })],
    ['all with a tag', backup({ Selector: { Tags: [{ TagKey: 'backup', TagValue: 'daily' }] } })],
    ['who is covered', `curl -i -u me:${LOCAL_TOKEN} '${host.url}/coverage?Tag=backup:daily'`],
    ['a bad field', backup({ instanceId: 'crs-demo0003' })],
    ['a locked instance', backup({ InstanceId: 'crs-locked01' })],
    ['an unknown one', backup({ InstanceId: 'crs-nobody00' })],
    ['a missing secret', backup({ InstanceId: 'crs-demo0003' }, '')],
    ['a signed call', `npm run -s sign -- --url ${host.url}/ '{"InstanceId":"crs-demo0003"}' | sh`],
    ['health', `curl -i ${host.url}/health`],
    ['the timer, fired now', `curl -X POST ${timerUrl}`],
    ['the same firing, delivered again', `curl -X POST '${timerUrl}?at=${firedAt.toISOString()}'`],
    ['what the cloud has', `curl ${redis.url}/_admin/backups`],
  ];
  return [
    ...lines.flatMap(([what, command]) => [`  ${dim(`# ${what}`)}`, `  ${command}`]),
    `  ${dim('# an event of each trigger, on a cloud of its own')}`,
    ...eventsToPlay().map((command) => `  ${command}`),
  ];
}
