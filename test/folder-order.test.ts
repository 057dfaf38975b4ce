// The order of the folders in docs/architecture.md, as lint holds it: an arrow that points back is an error.
import { spawnSync } from 'node:child_process';

const BIOME = require.resolve('@biomejs/biome/bin/biome');

function lint(file: string, from: string): string {
  const input = `import { x } from '${from}';\n\nexport const y = x;\n`;
  const args = [BIOME, 'lint', '--colors=off', `--stdin-file-path=${file}`];
  const { stdout, stderr } = spawnSync(process.execPath, args, { input, encoding: 'utf8' });
  return stdout + stderr;
}

test.each([
  ['src/logger.ts', './context'],
  ['src/result.ts', './http/response'],
  ['src/request/targets.ts', '../http/guard'],
  ['src/backup/plan.ts', '../queries/coverage'],
  ['src/http/guard.ts', '../triggers/http'],
  ['src/triggers/timer.ts', '../app'],
  ['src/request/json.ts', '../result'],
])('%s may not import %s', (file, from) => {
  expect(lint(file, from)).toMatch(/folder order|imports nothing of ours/);
});

test.each([
  ['src/app.ts', './tencent/call'],
  ['src/backup/backup.ts', '../tencent/rows'],
])('%s may not open the API: %s', (file, from) => {
  expect(lint(file, from)).toContain('only handler.ts opens the API');
});

test.each([
  ['src/logger.ts', './request/ids'],
  ['src/http/guard.ts', '../result'],
  ['src/backup/backup.ts', '../rate-limit/concurrency'],
  ['handler.ts', './src/tencent/redis-client'],
])('%s may import %s', (file, from) => {
  expect(lint(file, from)).not.toContain('noRestrictedImports');
});
