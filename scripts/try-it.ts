// What to try on the running local cloud: each line can be pasted into a shell.
import type { FunctionDescription } from '../emulator/scf/types';
import { LOCAL_TOKEN, type LocalCloud } from './local-cloud';
import { dim } from './terminal';

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
  return lines.flatMap(([what, command]) => [`  ${dim(`# ${what}`)}`, `  ${command}`]);
}
