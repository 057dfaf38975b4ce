// CloudAudit sends every API call to EventBridge, ours too. A rule on them would make each backup start the next.
import { MARKER } from '../backup/marker';
import { isObject } from '../request/json';

/**
 * The actions this function calls, as an audit record names them: as a whole text, or quoted within JSON text. Other
 * services have a DescribeInstances as well, but listing machines is no reason for a backup either.
 */
const OWN_ACTION =
  /(?:^|["'\\])(?:ManualBackupInstance|DescribeInstance(?:Backup)?s|DescribeTask(?:List|Info))(?:["'\\]|$)/;

/** Whether an event's data mentions a call of this function. A loop, because the sender chooses the depth. */
export function mentionsOwnCall(data: unknown): boolean {
  const pending: unknown[] = [data];
  while (pending.length > 0) {
    const value = pending.pop();
    if (typeof value === 'string' && (OWN_ACTION.test(value) || MARKER.test(value))) return true;
    if (isObject(value) || Array.isArray(value))
      for (const [name, inner] of Object.entries(value)) pending.push(name, inner);
  }
  return false;
}
