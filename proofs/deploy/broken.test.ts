// A serverless.yml that is not right, by the real command: the line's meaning, no stack trace, exit status not 0.
// Every message of one stage comes in one run; each alone is a row of preflight.test.ts or scf-service.test.ts.
import { type Edits, workshop } from './workshop';

jest.setTimeout(60_000);

const BROKEN: [name: string, edits: Edits, messages: RegExp[]][] = [
  ['no YAML', [['provider:', 'provider: [']], [/Cannot parse "serverless\.yml": .*\(\d+:\d+\)/]],
  [
    'names that nobody knows',
    [
      ['memorySize', 'memory'],
      ['- url:', '- webhook:'],
    ],
    [
      /'functions\.backup': unrecognized property 'memory'/,
      /'functions\.backup\.events\.1': unsupported function event/,
    ],
  ],
  [
    'a variable without a value',
    [[`\${env:LOG_LEVEL, 'info'}`, `\${env:NOBODY_SETS_THIS}`]],
    [/environment\.LOG_LEVEL": Value not found at "env" source/],
  ],
  [
    'values that SCF would refuse',
    [
      ['timeout: 60', 'timeout: 60s'],
      ['Nodejs20.19', 'Python3.9'],
      ['0 30 23 * * * *', '30 4 * * *'],
      ['WEBHOOK_AUTH:', 'SCF_AUTH:'],
    ],
    [
      /^ *serverless\.yml: functions\.backup\.timeout must be 1 to 900 seconds, and is the text "60s"$/m,
      /^ *serverless\.yml: provider\.runtime must be a Node\.js runtime/m,
      /timer\.cron "30 4 \* \* \*" has 5 fields, not 7: second minute hour day month weekday year; did you mean "0 30 4 \* \* \* \*"\?$/m,
      /environment\.SCF_AUTH must not begin with SCF_/,
    ],
  ],
  [
    'settings and a role that would not do',
    [
      ["'crs-*'", "'redis-*'"],
      ['    role: scf-redis-backup ', '    # '],
    ],
    [
      /environment\.ALLOWED_INSTANCES must be instance ids or patterns like crs-\*/,
      /functions\.backup\.role is missing: name the CAM role/,
    ],
  ],
  [
    'an invalid request',
    [['InstanceId: crs', 'instanceId: crs']],
    [/timer\.argument is no backup request: .*did you mean InstanceId\?/],
  ],
];

test.each(BROKEN)('%s', async (_name, edits, messages) => {
  const shop = workshop();
  shop.describe(...edits);
  const { status, output } = await shop.serverless('package');
  for (const message of messages) expect(output).toMatch(message);
  expect(output).not.toMatch(/\n\s+at .*:\d+/);
  expect(status).toBe(1);
});
