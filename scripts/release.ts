// `npm run release`: dist/release/, all that somebody needs who installs nothing: the zip, its sums, what is in it, how to
// deploy it. The same bytes on every machine.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { version } from '../package.json';
import { readArguments } from './arguments';
import { ROOT } from './bundle';
import { makePackage } from './deploy/package';
import { ACTIONS, TRUST } from './policy';
import { PACKAGES } from './size-limit';

const COMMAND = 'npm run release';
const FOLDER = join(ROOT, 'dist', 'release');
const SERVICE = 'scf-redis-backup';
const HANDLER = 'index.main_handler';

const HELP = `Usage: ${COMMAND} [-- options]

Writes ${relative(ROOT, FOLDER)}/: the zip, SHA256SUMS, an SBOM (CycloneDX), the notes of this version, the policies, and how to
deploy it with tccli alone. npm run deploy -- --package <that folder> deploys the very zip.

  --help   this text

Exit status: 0 it is there, 1 it is not: CHANGELOG.md has no notes of this version, or npm sbom failed.`;

const OPTIONS = { help: { type: 'boolean', default: false } } as const;

export async function main(args: string[]): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const notes = notesOf(readFileSync(join(ROOT, 'CHANGELOG.md'), 'utf8'), version);
  rmSync(FOLDER, { recursive: true, force: true });
  mkdirSync(FOLDER, { recursive: true });
  const { bytes, sha256 } = await makePackage(FOLDER, SERVICE, HANDLER);
  const write = (name: string, content: string) => writeFileSync(join(FOLDER, name), content);
  write('NOTES.md', notes);
  write('sbom.cdx.json', json(sbom()));
  write('policy-trust.json', json(TRUST));
  write('policy-role.json', json(rolePolicy()));
  write('create-function.json', json(createFunction(bytes)));
  write(
    'update-code.json',
    json({ FunctionName: FUNCTION, Handler: HANDLER, Code: codeOf(bytes) }),
  );
  copyFileSync(join(ROOT, 'docs', 'deploy-with-tccli.md'), join(FOLDER, 'DEPLOY.md'));
  copyFileSync(join(ROOT, 'LICENSE'), join(FOLDER, 'LICENSE'));
  write('SHA256SUMS', sums());
  console.log(
    `release: ${relative(ROOT, FOLDER)}, version ${version}, sha256 of the zip ${sha256}`,
  );
  return 0;
}

const json = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;

/**
 * The version's part of the changelog.
 * @throws {Error} when there is none: nobody would know what to look at
 */
export function notesOf(changelog: string, name: string): string {
  const parts = changelog.split(/^## /m);
  const part = parts.find((text) => text.split(/[\s\n]/)[0] === name);
  if (part === undefined)
    throw new Error(
      `CHANGELOG.md has no section "## ${name}": write what is new, then run this again`,
    );
  return `# ${SERVICE} ${part.trim()}\n`;
}

const FUNCTION = `${SERVICE}-prod`;
const codeOf = (zip: Buffer) => ({ ZipFile: zip.toString('base64') });

/** As the API takes it: `tccli scf CreateFunction --cli-input-json file://create-function.json`. */
const createFunction = (zip: Buffer) => ({
  FunctionName: FUNCTION,
  Type: 'Event',
  Runtime: 'Nodejs20.19',
  Handler: HANDLER,
  Description: 'One trigger, one proven Redis backup',
  MemorySize: 128,
  Timeout: 900,
  Role: SERVICE,
  Environment: { Variables: [{ Key: 'ALLOWED_INSTANCES', Value: 'crs-REPLACE' }] },
  Code: codeOf(zip),
});

/** For any configuration: npm run policy prints a narrower one. */
const rolePolicy = () => ({
  version: '2.0',
  statement: [
    { effect: 'allow', action: ACTIONS.map((action) => `redis:${action}`), resource: ['*'] },
  ],
});

interface Sbom {
  readonly metadata: { readonly component: object };
  readonly components: readonly { readonly name: string; readonly 'bom-ref': string }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn: readonly string[] }[];
}

/** As package-lock.json pins them, the packages that are in the zip and no others: npm knows nothing of the bundle. */
function sbom(): object {
  const args = [
    'sbom',
    '--package-lock-only',
    '--sbom-format=cyclonedx',
    '--sbom-type=application',
  ];
  const { status, stdout, stderr } = spawnSync('npm', args, {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
    shell: process.platform === 'win32',
  });
  if (status !== 0) throw new Error(`npm sbom failed: ${stderr.trim() || stdout.trim()}`);
  return inZip(JSON.parse(stdout));
}

/** Without what differs from run to run or from folder to folder. */
function inZip({ metadata, components, dependencies, ...rest }: Sbom): object {
  const { serialNumber: _serial, ...kept } = rest as Sbom & { serialNumber: string };
  const component = { ...metadata.component, name: SERVICE };
  const shipped = components.filter(({ name }) => PACKAGES.includes(name));
  const refs = [...shipped.map((one) => one['bom-ref']), `${SERVICE}@${version}`];
  return {
    ...kept,
    metadata: { component },
    components: shipped,
    dependencies: dependencies
      .filter(({ ref }) => refs.includes(ref))
      .map(({ ref, dependsOn }) => ({
        ref,
        dependsOn: dependsOn.filter((one) => refs.includes(one)),
      })),
  };
}

/** Of everything there, by name: `sha256sum --check SHA256SUMS`. */
function sums(): string {
  return readdirSync(FOLDER)
    .filter((name) => name !== 'SHA256SUMS' && !name.endsWith('.map'))
    .sort()
    .map((name) => `${sha256Of(join(FOLDER, name))}  ${name}\n`)
    .join('');
}

const sha256Of = (file: string): string =>
  createHash('sha256').update(readFileSync(file)).digest('hex');
