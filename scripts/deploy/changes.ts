// Two states → what differs, in words. Of a variable that may hold a secret only the name is told.
import { type Actual, type Desired, descText, type TriggerState } from './model';

/** Limits and addresses: no secret is among them, and a wider one is what has to be seen. */
const SHOWN = [
  'ALLOWED_INSTANCES',
  'ALLOWED_REGIONS',
  'MIN_STORAGE_DAYS',
  'MAX_STORAGE_DAYS',
  'WEBHOOK_AUTH',
  'REDIS_API_ENDPOINT',
  'BACKUP_REGION',
];

const FIELDS = [
  ['description', 'description', ''],
  ['memory', 'memoryMb', ' MB'],
  ['timeout', 'timeoutS', ' s'],
  ['role', 'role', ''],
] as const;

/** What UpdateFunctionConfiguration has to change. */
export function changesOf(desired: Desired, actual: Actual): string[] {
  const fields = FIELDS.flatMap(([name, key, unit]) =>
    desired[key] === actual[key]
      ? []
      : [`${name} ${actual[key] || 'none'} → ${desired[key] || 'none'}${unit}`],
  );
  const code = desired.code === actual.code ? [] : ["the code's mark in the description"];
  return [...fields, ...variableChanges(desired.environment, actual.environment), ...code];
}

type Variables = Readonly<Record<string, string>>;

function variableChanges(wanted: Variables, present: Variables): string[] {
  const names = [...new Set([...Object.keys(wanted), ...Object.keys(present)])].sort();
  return names.flatMap((name) => {
    if (wanted[name] === present[name]) return [];
    if (wanted[name] === undefined) return [`variable ${name} removed`];
    const values = SHOWN.includes(name) ? `: ${present[name] ?? 'none'} → ${wanted[name]}` : '';
    return [`variable ${name} ${present[name] === undefined ? 'added' : 'changed'}${values}`];
  });
}

/** A name is one trigger's, whatever version or alias it starts. */
export const isSameTrigger = (a: TriggerState, b: TriggerState): boolean =>
  a.Type === b.Type && a.TriggerName === b.TriggerName;

/** What UpdateTrigger has to change. */
export function triggerChanges(wanted: TriggerState, present: TriggerState): string[] {
  const what = wanted.Type === 'timer' ? 'cron' : 'access';
  return [
    ...(wanted.desc === present.desc
      ? []
      : [`${what} ${descText(present.desc)} → ${descText(wanted.desc)}`]),
    ...(wanted.argument === present.argument ? [] : ['argument']),
    ...(wanted.enabled === present.enabled
      ? []
      : [wanted.enabled ? 'switched on' : 'switched off']),
    ...(present.ours ? [] : ['taken over']),
  ];
}
