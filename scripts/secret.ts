// `npm run secret`: makes a secret for the webhook, puts it into .env, and shows it once.
import { randomBytes } from 'node:crypto';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseEnv } from 'node:util';
import { readArguments } from './arguments';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'npm run secret';

const HELP = `Usage: ${COMMAND} [-- options]

Makes a bearer token, writes it into .env (git-ignored, for you alone to read) as WEBHOOK_SECRETS, and shows it once: your
callers send it. Those that are there stay valid, so that callers can move over; the next deploy carries them all.

  --signing   a Standard Webhooks signing secret (whsec_…) instead
  --only      take the others out of .env
  --help      this text`;

const boolean = { type: 'boolean', default: false } as const;
const OPTIONS = { signing: boolean, only: boolean, help: boolean } as const;

export async function main(args: string[], service = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const file = join(dirname(service), '.env');
  const secret = values.signing
    ? `whsec_${randomBytes(32).toString('base64')}`
    : randomBytes(24).toString('hex');
  const before = readIfThere(file);
  const others = values.only ? '' : (parseEnv(before).WEBHOOK_SECRETS ?? '');
  const all = [secret, ...others.split(/\s+/)].filter((word) => word !== '');
  const lines = before
    .split('\n')
    .filter((line) => !/^\s*(export\s+)?WEBHOOK_SECRETS\s*=/.test(line));
  const rest = lines.join('\n').trim();
  writeFileSync(file, `${rest === '' ? '' : `${rest}\n`}WEBHOOK_SECRETS='${all.join(' ')}'\n`);
  chmodSync(file, 0o600);
  console.log(secret);
  console.error(
    `It is in .env now, ${all.length === 1 ? 'the only one' : `the first of ${all.length}`}, and is not shown again. npm run deploy takes it to the function.`,
  );
  return 0;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}
