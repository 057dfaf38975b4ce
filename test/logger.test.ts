// JSON lines: fields from the allow-list and nothing else, whatever is handed in.
import { createLogger, LOG_LEVELS, type LogFields, type LogLevel, MAX_LINE } from '../src/logger';

function logged(level: LogLevel, at: LogLevel, fields?: object): unknown[] {
  const lines: string[] = [];
  const write = (line: string) => lines.push(line);
  createLogger({ level, invocationId: 'run-1', write })[at]('target', fields as LogFields);
  return lines.map((line) => JSON.parse(line));
}

test('a line has its level, what happened and the invocation', () => {
  expect(logged('info', 'warn')).toEqual([
    { level: 'warn', event: 'target', invocationId: 'run-1' },
  ]);
});

const ALLOWED = {
  trigger: 'timer',
  runKey: 'k',
  route: 'backup',
  status: 202,
  outcome: 'accepted',
  code: 'X',
  message: 'm',
  InstanceId: 'crs-demo0001',
  Region: 'ap-guangzhou',
  TaskId: 7,
  BackupId: 'b-1',
  requestId: 'r-1',
  targets: 1,
  durationMs: 3,
};

test('every field of the list is written', () => {
  const envelope = { level: 'info', event: 'target', invocationId: 'run-1' };
  expect(logged('info', 'info', ALLOWED)).toEqual([{ ...envelope, ...ALLOWED }]);
});

test.each([
  'headers',
  'authorization',
  'Authorization',
  'body',
  'event',
  'level',
  'invocationId',
  'environment',
  'secretKey',
  'SecretKey',
  'token',
  'TENCENTCLOUD_SECRETKEY',
  'DecryptKey',
  'Remark',
  'stack',
  'toString',
])('%s is not a field, so it is not written', (name) => {
  expect(logged('info', 'info', { [name]: 'topsecret', code: 'X' })).toEqual([
    { level: 'info', event: 'target', invocationId: 'run-1', code: 'X' },
  ]);
});

test('a field that is undefined is left out, one that is empty or nought is not', () => {
  const [line] = logged('info', 'info', { code: undefined, message: '', durationMs: 0 });
  expect(line).toEqual({
    level: 'info',
    event: 'target',
    invocationId: 'run-1',
    message: '',
    durationMs: 0,
  });
});

test('a line break in a field does not make a second line', () => {
  const lines: string[] = [];
  const log = createLogger({
    level: 'info',
    invocationId: 'run-1',
    write: (line) => lines.push(line),
  });
  log.info('target', { message: 'a\nb\u2028c' });
  expect(lines).toHaveLength(1);
  expect(lines[0]).not.toContain('\n');
});

test('a field is bounded, so that a caller cannot fill the log', () => {
  const [line] = logged('info', 'info', { runKey: 'k'.repeat(1_000_000) });
  expect(JSON.stringify(line).length).toBeLessThan(3_000);
});

const matrix = LOG_LEVELS.flatMap((level, least) =>
  LOG_LEVELS.map((at, index) => [level, at, index >= least ? 1 : 0] as const),
);
test.each(matrix)('LOG_LEVEL %s, a line at %s: %d lines', (level, at, count) => {
  expect(logged(level, at)).toHaveLength(count);
});

describe('what a stranger sends', () => {
  const written = (fields: LogFields): string => {
    const lines: string[] = [];
    const write = (line: string) => lines.push(line);
    createLogger({ level: 'info', invocationId: 'run-1', write }).info('target', fields);
    return lines.join('\n');
  };
  const table: [name: string, character: string, escaped: string][] = [
    ['an escape of terminals', '\u001b[2J', '\\u001b[2J'],
    ['delete', '\u007f', '\\u007f'],
    ['a C1 control', '\u009b', '\\u009b'],
    ['a change of direction', '\u202e', '\\u202e'],
    ['an isolate', '\u2066', '\\u2066'],
    ['a line separator', '\u2028', '\\u2028'],
    ['a zero width space', '\u200b', '\\u200b'],
    ['a byte order mark', '\ufeff', '\\ufeff'],
    ['a tag, of two units', '\u{e0041}', '\\udb40\\udc41'],
  ];
  test.each(table)('%s is escaped, and read back as it was', (_name, character, escaped) => {
    const line = written({ message: `a${character}b` });
    expect(line).toContain(`"message":"a${escaped}b"`);
    expect(JSON.parse(line).message).toBe(`a${character}b`);
  });

  test.each(['x', '"', '\u0000', '\u{e0041}', '語'])(
    'a line of %j without end is cut, and is JSON',
    (character) => {
      const text = character.repeat(100_000);
      const line = written({ runKey: text, code: text, message: text, requestId: text });
      expect(line.length).toBeLessThan(MAX_LINE);
      expect(JSON.parse(line).runKey).toMatch(/^./su);
    },
  );

  test('a long text keeps as much as a field may have', () => {
    const line = JSON.parse(written({ message: 'x'.repeat(5_000), runKey: 'y'.repeat(5_000) }));
    expect([line.message.length, line.runKey.length]).toEqual([1_500, 600]);
  });
});
