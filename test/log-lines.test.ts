// One line a target, and many deliveries to a line when they were not begun; a delivery's own line is in app.test.ts.

import { logDeferred, logTarget } from '../src/log-lines';
import type { LogFields, Logger } from '../src/logger';
import { reject } from '../src/rejection';
import type { TargetResult } from '../src/result';
import type { Processed } from '../src/triggers/trigger';
import { accepted, notMade, processed, target } from './support/builders';

interface Line extends LogFields {
  readonly level: keyof Logger;
  readonly event: string;
}

function recorder(): { log: Logger; lines: Line[] } {
  const lines: Line[] = [];
  const at = (level: keyof Logger) => (event: string, fields?: LogFields) =>
    void lines.push({ level, event, ...fields });
  return {
    log: { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') },
    lines,
  };
}

describe('the line of a target', () => {
  const { InstanceId, Region } = target();
  const about = { event: 'target', InstanceId, Region, durationMs: 3 };
  const table: [name: string, result: TargetResult, line: object][] = [
    [
      'accepted',
      accepted(),
      { level: 'info', outcome: 'accepted', TaskId: 7, requestId: 'request-7' },
    ],
    [
      'adopted, known by its backup alone',
      { ...target(), Outcome: 'adopted', BackupId: 'b-1' },
      { level: 'info', outcome: 'adopted', BackupId: 'b-1' },
    ],
    [
      'skipped, with why',
      { ...target(), Outcome: 'skipped', Reason: 'dry run' },
      { level: 'info', outcome: 'skipped', reason: 'dry run' },
    ],
    [
      'skipped, with its state',
      { ...target(), Outcome: 'skipped', Reason: 'not running', State: 'isolated' },
      { level: 'info', outcome: 'skipped', reason: 'not running: isolated' },
    ],
    [
      'refused',
      notMade('refused', 'X', undefined, { requestId: 'r-1' }),
      { level: 'error', outcome: 'refused', code: 'X', message: 'told X', requestId: 'r-1' },
    ],
    [
      'put off',
      notMade('deferred', 'DeadlineTooNear'),
      {
        level: 'error',
        outcome: 'deferred',
        code: 'DeadlineTooNear',
        message: 'told DeadlineTooNear',
      },
    ],
  ];
  test.each(table)('%s', (_name, result, line) => {
    const { log, lines } = recorder();
    logTarget(log, result, undefined, 2.6);
    expect(lines).toEqual([{ ...about, ...line }]);
  });

  test('names the run', () => {
    const { log, lines } = recorder();
    logTarget(log, accepted(), { value: 'k', chosenBy: 'event' }, 0);
    expect(lines).toMatchObject([{ runKey: 'k' }]);
  });
});

describe('deliveries that were not begun', () => {
  const deferred = (runKey: string | undefined): Processed =>
    processed(
      {
        runKey: runKey === undefined ? undefined : { value: runKey, chosenBy: 'event' },
        payload: { from: 'default' },
      },
      reject('DeadlineTooNear'),
    );
  const linesOf = (...all: Processed[]) => {
    const { log, lines } = recorder();
    logDeferred(log, 'ckafka', all);
    return lines;
  };

  test('are named in one line, those without a key too', () => {
    expect(linesOf(deferred('a'), deferred(undefined), deferred('b'))).toEqual([
      {
        level: 'error',
        event: 'deliveries',
        trigger: 'ckafka',
        outcome: 'deferred',
        code: 'DeadlineTooNear',
        message: 'a; ?; b',
      },
    ]);
  });

  test('fill a line, and then the next', () => {
    const keys = Array.from({ length: 100 }, (_, index) => `${index}`.padStart(100, 'k'));
    const lines = linesOf(...keys.map(deferred));
    expect(lines.flatMap(({ message = '' }) => message.split('; '))).toEqual(keys);
    for (const { message = '' } of lines) expect(message.length).toBeLessThanOrEqual(1_500);
    expect(lines.length).toBeLessThan(10);
  });
});
