// `npm run init`: five questions, and backup.yml is written; each can be answered by an option instead.
import { existsSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createInterface, type Interface } from 'node:readline/promises';
import { BACKUP_FILE } from '../emulator/scf/backup-file';
import { nextFires } from '../emulator/scf/cron';
import { isInstanceId, isRegion } from '../src/request/ids';
import { readArguments, UsageError } from './arguments';
import { isInBackupWindow, zoneOf } from './deploy/zone';
import { OWN_SERVICE } from './own-service';

const COMMAND = 'npm run init';

const HELP = `Usage: ${COMMAND} [-- options]

Writes ${BACKUP_FILE}, the one file that is yours: what is backed up, when, and within which limits. Asks for what no option
answers; without a terminal, what stands in brackets is taken.

  --region <r>     region of the function and its instances, as in ap-guangzhou
  --what <w>       instance ids, separated by spaces; or tag=value; or all, in every region
  --at <hh:mm>     time of day, daily, outside 02:00 to 08:00 [one that fits the region]
  --webhook <w>    yes or no: a URL for callers [no]
  --ping <url>     what to call when a run has ended, an https URL of a dead man's switch; or none [none]
  --stage <s>      the function is called scf-redis-backup-<stage> [prod]
  --force          overwrite ${BACKUP_FILE}
  --help           this text`;

const text = { type: 'string' } as const;
const boolean = { type: 'boolean', default: false } as const;
const OPTIONS = {
  region: text,
  what: text,
  at: text,
  webhook: text,
  ping: text,
  stage: { type: 'string', default: 'prod' },
  force: boolean,
  help: boolean,
} as const;

interface Question {
  readonly name: 'region' | 'what' | 'at' | 'webhook' | 'ping';
  readonly ask: string;
  /** What an empty answer means; none when there must be one. */
  readonly usual: (region: string) => string | undefined;
  /** What is wrong with an answer, if anything is. */
  readonly problem: (answer: string) => string | undefined;
}

const QUESTIONS: readonly Question[] = [
  {
    name: 'region',
    ask: 'Which region are the instances in, as in ap-guangzhou?',
    usual: () => undefined,
    problem: (answer) => (isRegion(answer) ? undefined : 'give a region id like ap-guangzhou'),
  },
  {
    name: 'what',
    ask: 'What is backed up: instance ids separated by spaces, a tag as in backup=daily, or all?',
    usual: () => undefined,
    problem: (answer) => ('problem' in whatOf(answer) ? WHAT : undefined),
  },
  {
    name: 'at',
    ask: 'At what time, daily (UTC+8)?',
    usual: quietTime,
    problem: (answer) =>
      /^([01]\d|2[0-3]):[0-5]\d$/.test(answer) ? undefined : 'give hours and minutes, as in 23:30',
  },
  {
    name: 'webhook',
    ask: 'Is there to be a URL that callers can start backups with, yes or no?',
    usual: () => 'no',
    problem: (answer) => (/^(yes|no)$/.test(answer) ? undefined : 'say yes or no'),
  },
  {
    name: 'ping',
    ask: "Alarms: which https URL of a dead man's switch is called after each good run, or none?",
    usual: () => 'none',
    problem: (answer) =>
      /^none$|^https:\/\/\S+$/.test(answer) ? undefined : 'give an https URL, or none',
  },
];

type Answers = Record<Question['name'], string>;

const WHAT = 'give instance ids like crs-xjhsdj12, a tag like backup=daily, or all';

/** All instances except some: a new one is included by itself. */
const EVERYTHING = { ExcludeTags: [{ TagKey: 'no-backup' }], Regions: 'all' };

function whatOf(answer: string): { ids: string[] } | { selector: object } | { problem: string } {
  if (answer === 'all') return { selector: EVERYTHING };
  const [, TagKey, TagValue] = /^([^\s=]+)=(\S+)$/.exec(answer) ?? [];
  if (TagKey !== undefined) return { selector: { Tags: [{ TagKey, TagValue }] } };
  const ids = answer.split(/[\s,]+/).filter((word) => word !== '');
  return ids.length > 0 && ids.every(isInstanceId) ? { ids } : { problem: WHAT };
}

/** A time outside Tencent's own backup window by both readings of the zone. */
function quietTime(region: string): string {
  const zone = zoneOf(region);
  const times = ['23:30', '20:00', '17:00', '14:00', '11:00', '09:00'];
  const found = times.find((time) => {
    const fires = [undefined, zone].flatMap((one) => nextFires(cronOf(time), new Date(), 1, one));
    return fires.every((at) => !isInBackupWindow(at) && !isInBackupWindow(at, zone));
  });
  return found ?? '23:30';
}

const cronOf = (time: string): string => {
  const [hours, minutes] = time.split(':').map(Number);
  return `0 ${minutes} ${hours} * * * *`;
};

export async function main(args: string[], service = OWN_SERVICE): Promise<number> {
  const { values } = readArguments({ args, options: OPTIONS }, COMMAND);
  if (values.help) {
    console.log(HELP);
    return 0;
  }
  const file = join(dirname(service), BACKUP_FILE);
  if (existsSync(file) && !values.force)
    throw new UsageError(
      `${BACKUP_FILE} is there already: edit it, or add --force to overwrite it`,
    );
  if (!/^[a-z0-9-]{1,30}$/.test(values.stage))
    throw new UsageError(`--stage ${values.stage}: give lower-case letters, digits and -`);
  const answers = await answersOf(values);
  writeFileSync(file, fileText(answers, values.stage));
  console.log(nextSteps(answers.webhook === 'yes').join('\n'));
  return 0;
}

async function answersOf(
  given: Partial<Record<Question['name'], string | undefined>>,
): Promise<Answers> {
  const answers: Partial<Answers> = {};
  const terminal = process.stdin.isTTY === true;
  const lines = terminal
    ? createInterface({ input: process.stdin, output: process.stdout })
    : undefined;
  try {
    for (const question of QUESTIONS) {
      const usual = question.usual(answers.region ?? '');
      const answer = given[question.name];
      answers[question.name] =
        answer === undefined ? await asked(question, usual, lines) : checked(question, answer);
    }
    return answers as Answers;
  } finally {
    lines?.close();
  }
}

/** @throws {UsageError} naming the option */
function checked({ name, problem }: Question, answer: string): string {
  const wrong = problem(answer.trim());
  if (wrong !== undefined) throw new UsageError(`--${name} ${answer}: ${wrong}`);
  return answer.trim();
}

async function asked(
  question: Question,
  usual: string | undefined,
  lines: Interface | undefined,
): Promise<string> {
  if (lines === undefined) {
    if (usual !== undefined) return usual;
    throw new UsageError(`give --${question.name}: there is no terminal to ask at`);
  }
  for (;;) {
    const hint = usual === undefined ? '' : ` [${usual}]`;
    const answer = (await lines.question(`${question.ask}${hint} `)).trim() || usual || '';
    const wrong = question.problem(answer);
    if (wrong === undefined) return answer;
    console.log(`  ${wrong}`);
  }
}

const EXCLUDING = `
      # To leave an instance out, give it the tag no-backup, whatever its value; or name another tag here, or an
      # ExcludeNamePrefix. Who is left out is counted in each answer.`;

function fileText({ region, what, at, webhook, ping }: Answers, stage: string): string {
  const asked = whatOf(what);
  const ids = 'ids' in asked ? asked.ids : [];
  const [id] = ids;
  const target =
    'selector' in asked
      ? `      Selector: ${JSON.stringify(asked.selector)}`
      : ids.length === 1
        ? `      InstanceId: ${id}`
        : `      InstanceIds: [${ids.join(', ')}]`;
  const allowed = ids.length > 0 ? ids.join(' ') : 'crs-*';
  const everything = what === 'all';
  return `# What is backed up, when, and within which limits: yours alone, no upgrade touches it. All names: docs/reference.md.
# Secrets do not belong here: npm run secret puts one into .env.

region: ${region}
stage: ${stage} # the function is called scf-redis-backup-${stage}

timers:
  - name: nightly
    cron: '${cronOf(at)}' # second minute hour day month weekday year; ${at} in UTC+8
    request:${everything ? EXCLUDING : ''}
${target}
      Remark: nightly

webhook: ${webhook === 'yes'}

settings:
  ALLOWED_INSTANCES: ${allowed} # what any request may name
  ${everything ? '# ALLOWED_REGIONS: ap-guangzhou ap-tokyo # in place of all regions' : `ALLOWED_REGIONS: ${region}`}
${ping === 'none' ? '  # PING_URL: https://hc-ping.com/<uuid> # called when a run has ended' : `  PING_URL: ${ping}`}
  # LEASE_BUCKET: leases-1250000000.cos.ap-guangzhou.myqcloud.com # strict mode, a COS bucket: docs/once-only.md
`;
}

const nextSteps = (webhook: boolean): string[] => [
  `${BACKUP_FILE} is written. Next, with TENCENTCLOUD_SECRET_ID and TENCENTCLOUD_SECRET_KEY in the environment:`,
  ...(webhook ? ['  npm run secret             a token for the webhook, into .env'] : []),
  '  npm run --silent policy    the role it needs (once; docs/deploy.md has the commands)',
  '  npm run check:cloud        whether the backups can work',
  '  npm run deploy             the plan, a question, and the function is there',
];
