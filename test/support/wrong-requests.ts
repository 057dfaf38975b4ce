// Thirteen ways to get a request wrong: for the parser alone, and over HTTP through the built function.

export interface WrongRequest {
  readonly name: string;
  readonly request: unknown;
  /** The path and the whole message of every issue, in order. */
  readonly issues: readonly (readonly [path: string, message: string])[];
}

const ID = 'crs-demo0001';
const NO_TARGET = 'no target; give InstanceId, InstanceIds or Selector';
const NOT_AN_ID = 'must be an instance id like crs-xjhsdj12 (lower case)';
const DAYS = 'must be a whole number of days from 0 to 1825';
const FIELDS =
  'InstanceId, InstanceIds, Selector, Region, Remark, StorageDays, IdempotencyKey, Wait, DryRun, AllowEmpty, SkipIfBackedUpWithinHours, Coverage';

export const WRONG_REQUESTS: readonly WrongRequest[] = [
  {
    name: 'a list instead of an object',
    request: [{ InstanceId: ID }],
    issues: [['', 'the request must be a JSON object like {"InstanceId":"crs-…"}']],
  },
  { name: 'no target', request: {}, issues: [['InstanceId', NO_TARGET]] },
  {
    name: 'two targets',
    request: { InstanceId: ID, InstanceIds: [ID] },
    issues: [['InstanceIds', 'two targets; give one of InstanceId, InstanceIds']],
  },
  {
    name: 'a misspelt field',
    request: { instanceId: ID },
    issues: [['instanceId', 'unknown field; did you mean InstanceId?']],
  },
  {
    name: 'an unknown field',
    request: { InstanceId: ID, Password: 'x' },
    issues: [['Password', `unknown field; the fields are ${FIELDS}`]],
  },
  {
    name: 'an id of the wrong type',
    request: { InstanceId: 7 },
    issues: [['InstanceId', 'must be a string like crs-xjhsdj12, and is a number']],
  },
  {
    name: 'an id in upper case',
    request: { InstanceId: 'CRS-DEMO0001' },
    issues: [['InstanceId', NOT_AN_ID]],
  },
  {
    name: 'an empty list',
    request: { InstanceIds: [] },
    issues: [['InstanceIds', 'must name at least one instance']],
  },
  {
    name: 'a bad id among good ones',
    request: { InstanceIds: [ID, 'ins-demo0002', ID] },
    issues: [['InstanceIds[1]', NOT_AN_ID]],
  },
  {
    name: 'an invalid region',
    request: { InstanceId: ID, Region: 'Guangzhou' },
    issues: [['Region', 'must be a region id like ap-guangzhou']],
  },
  {
    name: 'a remark that is no text',
    request: { InstanceId: ID, Remark: null },
    issues: [['Remark', 'must be a string, and is null']],
  },
  {
    name: 'days as text',
    request: { InstanceId: ID, StorageDays: '7' },
    issues: [['StorageDays', `${DAYS}, and is a text; write 7 without quotes`]],
  },
  {
    name: 'three things at once',
    request: { InstanceId: 'crs', StorageDays: 1826, region: 'ap-guangzhou' },
    issues: [
      ['region', 'unknown field; did you mean Region?'],
      ['InstanceId', NOT_AN_ID],
      ['StorageDays', DAYS],
    ],
  },
];
