// JSON lines for SCF's log service: one line a delivery, one a target, fields from an allow-list.

/** Every field a line may have. What is not here cannot be logged, so no header, key or body ever is. */
export interface LogFields {
  readonly trigger?: string;
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
  /** Tencent's RequestId. */
  readonly RequestId?: string;
  readonly targets?: number;
  readonly durationMs?: number;
}

// biome-ignore format: one list
const FIELDS: readonly (keyof LogFields)[] = [
  'trigger', 'runKey', 'route', 'status', 'outcome', 'code', 'message', 'InstanceId', 'Region', 'TaskId', 'BackupId',
  'RequestId', 'targets', 'durationMs',
];

export const LOG_LEVELS = ['debug', 'info', 'warn', 'error'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** `event` says what happened, in two words at most; the fields say to what. */
export type Logger = Readonly<Record<LogLevel, (event: string, fields?: LogFields) => void>>;

/** Characters of one field: what a caller sent, such as a run key, must not fill the log. */
const LONGEST_FIELD = 2000;

const bounded = (value: string | number | undefined) =>
  typeof value === 'string' ? value.slice(0, LONGEST_FIELD) : value;

interface LoggerOptions {
  readonly level: LogLevel;
  /** SCF's request id of the invocation. */
  readonly requestId: string;
  write(line: string): void;
}

export function createLogger({ level, requestId, write }: LoggerOptions): Logger {
  const at =
    (of: LogLevel) =>
    (event: string, fields: LogFields = {}) => {
      if (LOG_LEVELS.indexOf(of) < LOG_LEVELS.indexOf(level)) return;
      const allowed = FIELDS.flatMap((name) =>
        fields[name] === undefined ? [] : [[name, bounded(fields[name])]],
      );
      write(JSON.stringify({ level: of, event, requestId, ...Object.fromEntries(allowed) }));
    };
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}
