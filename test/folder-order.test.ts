// The order of the folders in docs/architecture.md, as lint holds it: an arrow that points back is an error.
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import biome from '../biome.json';

const BIOME = require.resolve('@biomejs/biome/bin/biome');
const PLUGIN = resolve(__dirname, '../scripts/lint/no-ambient-chance.grit');

/** What lint says of files that hold one import each, by file. */
function lint(imports: Readonly<Record<string, string>>): Readonly<Record<string, string[]>> {
  const root = mkdtempSync(join(tmpdir(), 'folder-order-'));
  const { vcs: _, ...config } = biome;
  const text = JSON.stringify(config).replaceAll('./scripts/lint/no-ambient-chance.grit', PLUGIN);
  writeFileSync(join(root, 'biome.json'), text);
  for (const [file, from] of Object.entries(imports)) {
    mkdirSync(dirname(join(root, file)), { recursive: true });
    writeFileSync(join(root, file), `import { x } from '${from}';\n\nexport const y = x;\n`);
  }
  const args = [BIOME, 'lint', '--reporter=github', '--max-diagnostics=none', '.'];
  const { stdout } = spawnSync(process.execPath, args, { cwd: root, encoding: 'utf8' });
  rmSync(root, { recursive: true });
  const lines = stdout.split('\n').filter((line) => line.includes('noRestrictedImports'));
  return Object.fromEntries(
    Object.keys(imports).map((file) => [file, lines.filter((line) => line.includes(`${file},`))]),
  );
}

const BACK = {
  'src/logger.ts': './context',
  'src/result.ts': './http/response',
  'src/request/targets.ts': '../http/guard',
  'src/backup/plan.ts': '../queries/coverage',
  'src/http/guard.ts': '../triggers/http',
  'src/triggers/timer.ts': '../app',
  'src/request/json.ts': '../result',
  'src/app.ts': './tencent/call',
  'src/backup/backup.ts': '../tencent/rows',
  'src/backup/wait.ts': 'node:fs',
};

const ONWARD = {
  'src/logger.ts': './request/ids',
  'src/http/guard.ts': '../result',
  'src/backup/backup.ts': '../rate-limit/concurrency',
  'src/app.ts': './http/guard',
  'handler.ts': './src/tencent/redis-client',
};

test('what points back is an error in each file', () => {
  const found = lint(BACK);
  expect(Object.keys(found).filter((file) => (found[file] ?? []).length === 0)).toEqual([]);
});

test('an import that points to the right is allowed', () => {
  expect(Object.values(lint(ONWARD)).flat()).toEqual([]);
});
