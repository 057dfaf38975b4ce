// JSON lines for SCF's log service: one line a delivery, one a target, one an invocation, fields from an allow-list.

/** Every field a line may have. What is not here cannot be logged, so no header, key or body ever is. */
export interface LogFields {
  readonly trigger?: string;
  /** Who was let in over HTTP: how, and the fingerprint of the secret. */
  readonly caller?: string;
  /** The caller's address, as the platform saw it. */
  readonly source?: string;
  readonly runKey?: string;
  readonly route?: string;
  readonly status?: number;
  readonly outcome?: string;
  readonly code?: string;
  readonly message?: string;
  readonly InstanceId?: string;
  readonly Region?: string;
  readonly TaskId?: number;
  readonly BackupId?: string;
  /** Tencent's RequestId of a call. */
  readonly requestId?: string;
  readonly targets?: number;
  /** Instances that a selector excludes, those of it that are not running, and the regions of "all" that were not searched. */
  readonly excluded?: number;
  readonly notAllowed?: number;
  readonly stopped?: number;
  readonly leftOut?: string;
  /** Why a target was skipped. */
  readonly reason?: string;
  /** How many targets ended how: `{"accepted":2,"refused":1}`. */
  readonly outcomes?: Readonly<Record<string, number>>;
  /** How many of them need a look, regions that could not be listed included. */
  readonly failures?: number;
  /** API calls by action. */
  readonly calls?: Readonly<Record<string, number>>;
  /** Of these, how many were one too many in a second. */
  readonly limitedCalls?: number;
  /** API calls that snapshots of whole regions have made unnecessary. */
  readonly savedCalls?: number;
  /** The greatest age of a last good backup that was seen, hours. */
  readonly lastGoodAgeHours?: number;
  /** What the API has shown of itself since the process began. */
  readonly api?: Readonly<Record<string, string | number>>;
  readonly durationMs?: number;
}

// biome-ignore format: one list
const FIELDS: readonly (keyof LogFields)[] = [
  'trigger', 'caller', 'source', 'runKey', 'route', 'status', 'outcome', 'code', 'message', 'InstanceId', 'Region',
  'TaskId', 'BackupId', 'requestId', 'targets', 'excluded', 'notAllowed', 'stopped', 'leftOut', 'reason', 'outcomes', 'failures', 'calls', 'limitedCalls', 'savedCalls',
  'lastGoodAgeHours', 'api', 'durationMs',
];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `event` says what happened, in two words at most; the fields say to what. */
export type Logger = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>;

/** Control characters and those that are not seen but change what is: of direction, separators, joiners. */
const UNSEEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu;

/** Of each UTF-16 unit, as JSON has no other escape. */
const toEscape = (character: string): string =>
  character.replace(/[\s\S]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);

/** Text as it can be shown, with such characters as JSON writes them; JSON text stays the same value. */
export const escapeUnseen = (text: string): string => text.replace(UNSEEN, toEscape);

/** The most characters of a line, with a text of full length in each field that holds text from elsewhere. */
export const MAX_LINE = 4_000;
/** The most characters of a text within a line, escapes included: what a stranger sends must not fill the log. */
const [MAX_FIELD, MAX_MESSAGE] = [600, 1500];
/** `\u202e`: the longest that one character can become. */
const ESCAPE_LENGTH = 6;

function bounded(value: LogFields[keyof LogFields], max: number) {
  if (typeof value !== 'string') return value;
  const text = value.slice(0, max);
  const isPlain = escapeUnseen(JSON.stringify(text)).length - 2 <= max;
  return isPlain ? text : text.slice(0, max / ESCAPE_LENGTH);
}

interface LoggerOptions {
  readonly level: LogLevel;
  /** The platform's id of the invocation. */
  readonly invocationId: string;
  write(line: string): void;
}

export function createLogger({ level, invocationId, write }: LoggerOptions): Logger {
  const at =
    (of: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return;
      const line: Record<string, unknown> = { level: of, event, invocationId };
      for (const name of FIELDS)
        if (fields[name] !== undefined)
          line[name] = bounded(fields[name], name === 'message' ? MAX_MESSAGE : MAX_FIELD);
      write(escapeUnseen(JSON.stringify(line)));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
