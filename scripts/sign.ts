// `npm run sign -- <body>`: the curl line of a signed webhook, good for five minutes. The secret is not shown.
import { randomUUID } from 'node:crypto';
import { sign } from '../src/http/signature';
import { parseWebhookSecrets, type SigningKey } from '../src/http/webhook-secrets';
import { readArguments, UsageError } from './arguments';
import { ROOT } from './bundle';
import { withEnvFile } from './env-file';
import { LOCAL_SIGNING_SECRET } from './local-cloud';

const COMMAND = 'npm run sign';

const HELP = `Usage: npm run sign -- <body> [options]

Prints a curl line that sends <body>, signed as Standard Webhooks has it; it is accepted for five minutes.
Signs with the first whsec_ secret of WEBHOOK_SECRETS, in the environment or, for another computer, in .env. Without one, a call
to this computer is signed with the secret of the local cloud (npm start). Says on stderr which it was.

  --url <url>   where to, default http://127.0.0.1:9000/
  --id <id>     the webhook-id, by which a repetition is known; default a new one
  --help        this text

Try: npm run -s sign -- '{"InstanceId":"crs-demo0003"}' | sh`;

const OPTIONS = {
  url: { type: 'string', default: 'http://127.0.0.1:9000/' },
  id: { type: 'string' },
  help: { type: 'boolean', default: false },
} as const;

const LOOPBACK = ['127.0.0.1', 'localhost', '[::1]'];

/** Where the secrets are; the development secret opens nothing but the local cloud. */
function secretsFor(url: string): { secrets: string[]; from: string } {
  const isLocal = LOOPBACK.includes(hostnameIn(url));
  const env = isLocal ? process.env : withEnvFile(ROOT, process.env);
  const secrets = (env.WEBHOOK_SECRETS ?? '')
    .split(/[\s,]+/)
    .filter((word) => word.startsWith('whsec_'));
  const place = process.env.WEBHOOK_SECRETS === undefined ? '.env' : 'the environment';
  if (secrets.length === 0 && isLocal)
    return { secrets: [LOCAL_SIGNING_SECRET], from: 'the secret of the local cloud' };
  if (!isLocal && (secrets.length === 0 || secrets.includes(LOCAL_SIGNING_SECRET)))
    throw new UsageError(
      `--url ${url} is another computer, which the development secret must not open: WEBHOOK_SECRETS has no whsec_ secret of your own; npm run secret -- --signing makes one`,
    );
  return { secrets, from: `the first whsec_ secret of WEBHOOK_SECRETS in ${place}` };
}

function hostnameIn(url: string): string {
  if (URL.canParse(url)) return new URL(url).hostname;
  throw new UsageError(`--url ${url} is no URL: give one like https://…tencentscf.com/`);
}

/** @throws {UsageError} for a WEBHOOK_SECRETS that the function would not take either */
function signingKey(signing: readonly string[]): SigningKey {
  const read = parseWebhookSecrets([...signing]);
  const [key] = 'problem' in read ? [] : read.value.keys;
  if (key === undefined)
    throw new UsageError(
      `WEBHOOK_SECRETS: ${'problem' in read ? read.problem : 'no whsec_ secret'}`,
    );
  return key;
}

/** In single quotes nothing is special to a shell but the quote itself. */
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;

export async function main(args: string[]): Promise<number> {
  const { values, positionals } = readArguments(
    { args, options: OPTIONS, allowPositionals: true },
    COMMAND,
  );
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const [body, ...more] = positionals;
  if (body === undefined || more.length > 0)
    throw new UsageError(`give one body, as in: ${COMMAND} -- '{"InstanceId":"crs-demo0003"}'`);
  const { secrets, from } = secretsFor(values.url);
  const id = values.id ?? `msg_${randomUUID()}`;
  const timestamp = String(Math.floor(Date.now() / 1000));
  const headers = {
    'Content-Type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': timestamp,
    'webhook-signature': sign(signingKey(secrets), id, timestamp, Buffer.from(body)),
  };
  const options = Object.entries(headers).map(
    ([name, value]) => `-H ${quoted(`${name}: ${value}`)}`,
  );
  console.error(`signed with ${from}`);
  console.log(`curl -i ${quoted(values.url)} ${options.join(' ')} --data-raw ${quoted(body)}`);
  return 0;
}
