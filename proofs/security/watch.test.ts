// The watch over the whole suite: a file whose tests pass is red all the same when the function leaks.
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';

const ROOT = join(__dirname, '..', '..');

/** The suite's own configuration on a file that leaks. */
function runLeaking(way: string) {
  const args = ['--testMatch', '**/watch/leaking.ts', '--colors=false'];
  const { status, stderr } = spawnSync(process.execPath, ['node_modules/.bin/jest', ...args], {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, LEAK: way, TEST_TALLY: '' },
  });
  return { status, output: stderr };
}

describe('the watch over the whole suite', () => {
  const table: [way: string, findings: RegExp[]][] = [
    ['answer and log', [/a log line: a secret \(sha256/, /handle returned: a secret \(sha256/]],
    ['throw', [/handle threw: a secret \(sha256/]],
    ['trace', [/handle returned: a stack trace/]],
  ];
  test.each(table)(
    'fails a file whose tests pass while the function leaks: %s',
    (way, findings) => {
      const { status, output } = runLeaking(way);
      expect(output).toMatch(/Tests: +1 passed, 1 total/);
      expect(output).toContain('the function gave away what it must not');
      for (const finding of findings) expect(output).toMatch(finding);
      expect(status).toBe(1);
    },
  );

  test('passes the same file when nothing leaks', () => {
    expect(runLeaking('nothing').status).toBe(0);
  });
});
