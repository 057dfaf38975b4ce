import type { Invocation } from '../../emulator/scf/types';
import { printable, rowsOf } from '../../scripts/report';

const ACCEPTED = {
  TaskId: 7,
  RequestId: 'r-1',
  InstanceId: 'crs-demo0001',
  Region: 'ap-guangzhou',
  Outcome: 'accepted',
};
const PROBLEM = {
  type: 'urn:tencentcloud:redis:ResourceUnavailable.InstanceLockedError',
  title: 'The instance is locked.',
  status: 409,
  detail: 'Redis has been locked.',
  code: 'ResourceUnavailable.InstanceLockedError',
  outcome: 'refused',
  InstanceId: 'crs-locked01',
};
const INVALID = {
  title: 'The request is not valid.',
  status: 400,
  code: 'ValidationFailed',
  issues: [
    { path: 'instanceId', message: 'did you mean InstanceId?' },
    { path: '', message: 'no target' },
  ],
};

const http = (statusCode: number, body: unknown) => ({
  result: { isBase64Encoded: false, statusCode, headers: {}, body: JSON.stringify(body) },
});
const thrown = (message: string) => ({ thrown: { name: 'Error', message } });
const platform = (statusCode: number, errorMessage: string) => ({
  error: { errorCode: -1, errorMessage, statusCode },
});

const table: [name: string, invocation: Partial<Invocation>, good: boolean, lines: string[]][] = [
  [
    'a timer’s success',
    { result: ACCEPTED },
    true,
    ['  accepted  crs-demo0001  TaskId 7, RequestId r-1, Region ap-guangzhou'],
  ],
  [
    'a webhook’s success',
    http(202, ACCEPTED),
    true,
    ['  accepted  crs-demo0001  TaskId 7, RequestId r-1, Region ap-guangzhou'],
  ],
  [
    'some of many',
    http(207, { Results: [ACCEPTED, PROBLEM], Summary: { accepted: 1, refused: 1 } }),
    false,
    [
      '  accepted  crs-demo0001  TaskId 7, RequestId r-1, Region ap-guangzhou',
      '  refused   crs-locked01  ResourceUnavailable.InstanceLockedError: Redis has been locked.',
    ],
  ],
  [
    'several deliveries',
    { result: [{ ...ACCEPTED, TaskId: undefined, Outcome: 'adopted' }] },
    true,
    ['  adopted   crs-demo0001  RequestId r-1, Region ap-guangzhou'],
  ],
  [
    'an outcome that is not good',
    { result: { InstanceId: 'crs-a', Outcome: 'unknown' } },
    false,
    ['  unknown   crs-a  '],
  ],
  [
    'a refusal',
    http(409, PROBLEM),
    false,
    ['  refused   crs-locked01  ResourceUnavailable.InstanceLockedError: Redis has been locked.'],
  ],
  [
    'a bad request',
    http(400, INVALID),
    false,
    ['  400       ValidationFailed: instanceId did you mean InstanceId?; no target'],
  ],
  ['health', http(200, { version: '0.1.0' }), true, ['  200       {"version":"0.1.0"}']],
  [
    'a body that is no JSON',
    { result: { statusCode: 502, body: 'oops' } },
    false,
    ['  502       oops'],
  ],
  ['an empty body', { result: { statusCode: 204 } }, true, ['  204       ']],
  ['null', { result: null }, true, ['  200       null']],
  [
    'what a timer throws',
    thrown(
      JSON.stringify({
        failed: [
          { InstanceId: 'crs-locked01', outcome: 'refused', code: 'A.B', message: 'locked' },
        ],
      }),
    ),
    false,
    ['  refused   crs-locked01  A.B: locked'],
  ],
  [
    'what a timer throws for a bad request',
    thrown(
      JSON.stringify({
        failed: [
          { code: 'ValidationFailed', issues: [{ path: 'InstanceId', message: 'is missing' }] },
        ],
      }),
    ),
    false,
    ['  failed    ValidationFailed: InstanceId is missing'],
  ],
  [
    'any other throw',
    thrown('no trigger claims this event'),
    false,
    ['  failed    no trigger claims this event'],
  ],
  ['a timeout', platform(433, 'TimeLimitReached'), false, ['  failed    433 TimeLimitReached']],
];

test.each(table)('%s', (_name, invocation, good, lines) => {
  const rows = rowsOf(invocation);
  expect(printable(rows)).toEqual(lines);
  expect(rows.every((row) => row.good)).toBe(good);
});

test('a row shows no character that a terminal would obey', () => {
  const rows = [{ good: false, outcome: 'failed', detail: '\u001b[2J\u202egnp.exe' }];
  expect(printable(rows)).toEqual(['  failed    \\u001b[2J\\u202egnp.exe']);
});
