import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { version } from '../../package.json';
import { type Bundle, buildBundle } from '../../scripts/bundle';
import FormData from '../../scripts/shims/form-data';
import jsonBigint from '../../scripts/shims/json-bigint';
import { v4 } from '../../scripts/shims/uuid';
import { main as size } from '../../scripts/size';
import { kilobytes, SIZE_LIMIT } from '../../scripts/size-limit';
import { run } from './console';

const folder = mkdtempSync(join(tmpdir(), 'bundle-'));
afterAll(() => rmSync(folder, { recursive: true }));

describe('the bundle of handler.ts', () => {
  const file = join(folder, 'index.js');
  let bundle: Bundle;
  let code: string;
  beforeAll(async () => {
    bundle = await buildBundle(undefined, file);
    code = readFileSync(file, 'utf8');
  });

  test('exports main_handler from one CommonJS file', () => {
    expect(require(file)).toEqual({ main_handler: expect.any(Function) });
  });

  test('is below the limit, and its size and hash are those of the file', () => {
    expect(bundle.size).toBe(Buffer.byteLength(code));
    expect(bundle.size).toBeLessThanOrEqual(SIZE_LIMIT);
    expect(bundle.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  test.each(['whatwg-url', 'form-data', 'mime-db', 'tr46', 'bignumber.js', 'uuid'])(
    'leaves out %s',
    (name) => {
      const inputs = Object.keys(bundle.metafile.inputs);
      expect(inputs.filter((input) => input.includes(`node_modules/${name}/`))).toEqual([]);
    },
  );

  test('has the version filled in, and a source map beside it that it does not name', () => {
    expect(code).toContain(JSON.stringify(version));
    expect(code).not.toContain('__VERSION__');
    expect(code).not.toContain('sourceMappingURL');
    expect(JSON.parse(readFileSync(`${file}.map`, 'utf8'))).toMatchObject({ version: 3 });
    expect(JSON.parse(readFileSync(join(folder, 'meta.json'), 'utf8'))).toHaveProperty('inputs');
  });

  test('is the same from one build to the next', async () => {
    expect((await buildBundle(undefined, join(folder, 'again', 'index.js'))).sha256).toBe(
      bundle.sha256,
    );
  });
});

test('the stand-in for form-data says why it is one', () => {
  expect(() => new FormData()).toThrow(/multipart requests are left out/);
});

test('the stand-ins for json-bigint and uuid do what the SDK uses of them', () => {
  expect(jsonBigint().stringify({ a: 1, b: undefined })).toBe('{"a":1}');
  expect(v4()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
});

test('kilobytes are of 1,000 bytes', () => {
  expect(kilobytes(123_456)).toBe('123.5 kB');
});

describe('npm run size', () => {
  test('prints the size and what it is made of', async () => {
    const { status, output } = await run(size);
    expect(status).toBe(0);
    expect(output).toMatch(/^size: \d+\.\d kB of at most 160\.0 kB\n/);
    expect(output).toMatch(/kB {2}this repository$/m);
  });

  test('fails above the limit, with what to look for', async () => {
    const error = jest.spyOn(console, 'error').mockReturnValue();
    expect((await run((args) => size(args, 1_000))).status).toBe(1);
    expect(error).toHaveBeenCalledWith(expect.stringContaining('above the limit'));
    error.mockRestore();
  });
});
