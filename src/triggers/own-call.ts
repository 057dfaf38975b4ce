// CloudAudit tells EventBridge of every API call, ours too: a rule on it would have each backup ask for the next one.
import { isObject } from '../request/json';

/**
 * The calls this function makes, as an audit record names them: a whole text, or quoted inside a text of JSON. Other
 * services have a DescribeInstances as well; nobody means a backup by every listing of their machines.
 */
const OWN_ACTION =
  /(?:^|["'\\])(?:ManualBackupInstance|DescribeInstance(?:Backup)?s|DescribeTask(?:List|Info))(?:["'\\]|$)/;

/** A remark with the marker of a run (backup/marker.ts), whoever quotes it. */
const OWN_MARKER = /\[run:[a-z0-9]{10}\.[a-z0-9]{4}\]/;

/** Whether an event's data speaks of a call of this function's own. A loop and not a recursion: depth is the sender's. */
export function mentionsOwnCall(data: unknown): boolean {
  const open: unknown[] = [data];
  while (open.length > 0) {
    const value = open.pop();
    if (typeof value === 'string' && (OWN_ACTION.test(value) || OWN_MARKER.test(value)))
      return true;
    if (isObject(value) || Array.isArray(value))
      for (const [name, inner] of Object.entries(value)) open.push(name, inner);
  }
  return false;
}
