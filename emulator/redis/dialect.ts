// What nobody has established about the real API: each open point is a switch with its possible readings.
// The default is the most literal reading of the newest text.

interface Switch {
  readonly values: readonly string[];
  readonly default: string;
  /** What is known, and from where. */
  readonly source: string;
}

export const SWITCHES = {
  'remark-limit': {
    values: [
      'none',
      'cut at 60',
      'cut at 64',
      'cut at 128',
      'cut at 255',
      'refused over 60',
      'refused over 64',
      'refused over 128',
      'refused over 255',
    ],
    default: 'none',
    source: 'No limit is published. MySQL of the same house allows 60 characters, CBS 60 to 100.',
  },
  'remark-charset': {
    values: [
      'any',
      'letters, digits, blank, - and _ only',
      'brackets stripped',
      'upper-cased',
      '<&> escaped',
      'NFKC',
    ],
    default: 'any',
    source: 'Seen alive: digits, letters, blank, @, -, :, _ and Chinese. Not seen: [, ] and a dot.',
  },
  'remark-visible': {
    values: ['at start', 'at the end', 'never'],
    default: 'at start',
    source: 'Undocumented.',
  },
  'backup-listed': {
    values: [
      'with the task',
      '6 s after the start',
      '2 s after the end',
      '30 s after the end',
      '60 s after the end',
    ],
    default: 'with the task',
    source: 'Undocumented. Ids of sample backups were made 5.6 s after their StartTime.',
  },
  'task-listed': {
    values: ['at once', '2 s later', '12 s later', 'never shows manual tasks'],
    default: 'at once',
    source: "Undocumented. Terraform's acceptance test finds rows by task_types.",
  },
  'status-filter': {
    values: [
      'all six',
      '1 and 2 only, others refused',
      '1 and 2 only, others refused with UnsupportedOperation',
      '1 and 2 only, others refused with InternalError.DbOperationFailed',
      'others ignored',
    ],
    default: '1 and 2 only, others refused',
    source: 'SDK 4.1.313 documents 1 and 2, older texts six. The action lists all three codes.',
  },
  'status-one': {
    values: ['in process', 'locked for 60 s after the end', 'finished rows stay at 1'],
    default: 'in process',
    source:
      'The filter\'s text says "in process", that of the response "locked by another process".',
  },
  'running-row': {
    values: [
      'Status 1, no EndTime',
      'EndTime 0000-00-00 00:00:00',
      'EndTime = StartTime',
      'Status 2 at once',
      'not listed',
    ],
    default: 'Status 1, no EndTime',
    source: 'Undocumented.',
  },
  'failed-row': {
    values: ['none', 'Status 1 with the marker', 'Status -2 with the marker'],
    default: 'none',
    source: 'Undocumented.',
  },
  'task-end-filter': {
    values: ['EndTime bounds the start', 'EndTime bounds the end of running'],
    default: 'EndTime bounds the start',
    source: 'SDK: "end time of the task\'s running"; API v2: "submitted between".',
  },
  'task-results': {
    values: ['0, 1, 2, 4', 'also 3 and -1', 'a failed one as 3'],
    default: '0, 1, 2, 4',
    source: 'The SDKs document 0, 1, 2 and 4; API v2 had 3 for failed and -1 for an error.',
  },
  'task-types': {
    values: ['numbers', 'names', 'another number for manual'],
    default: 'numbers',
    source: "The filter's documentation has both: FLOW_BACKUPINSTANCE and 012.",
  },
  'tasks-overlap': {
    values: ['no', 'yes'],
    default: 'yes',
    source: 'Nothing published says that changes of parameters, accounts or bandwidth wait.',
  },
  'start-skew': {
    values: ['0 to 6 s after its task', '5 s before its task', '90 s after its task'],
    default: '0 to 6 s after its task',
    source: '5.6 s in two samples.',
  },
  lock: {
    values: [
      'second call refused while a backup runs',
      'from 2 s after the answer on',
      'no lock',
      'lock stays 4 min after',
    ],
    default: 'second call refused while a backup runs',
    source: 'Known only by the names of codes, such as InstanceLockedError.',
  },
  'page-size': {
    values: [
      'as asked',
      'at most 20 rows',
      'at most 50 rows',
      'at most 100 rows',
      'TotalCount missing',
      'TotalCount 0',
      'TotalCount too large',
    ],
    default: 'as asked',
    source: 'Limits are documented for requests; what a page holds is not.',
  },
  'page-order': {
    values: ['newest first', 'oldest first', 'unstable'],
    default: 'newest first',
    source: 'Undocumented.',
  },
  span: {
    values: ['30 days inclusive', '30 days exclusive'],
    default: '30 days inclusive',
    source: 'DescribeInstanceBackups: "maximum span 30 days".',
  },
  zone: {
    values: ['UTC+8', 'UTC', "the region's own"],
    default: 'UTC+8',
    source: 'Undocumented. Ids of mainland sample backups carry UTC and prove UTC+8 there.',
  },
  'region-list': {
    values: [
      'all instances without InstanceId',
      'an InstanceId is required',
      'rows without InstanceId',
    ],
    default: 'all instances without InstanceId',
    source: 'InstanceId is optional in the newest text, and required in older ones.',
  },
  ids: {
    values: ['crs- and 8', 'another form'],
    default: 'crs- and 8',
    source: 'Every source has crs- and eight characters. No grammar is published.',
  },
  quota: {
    values: ['none', '24 a day an instance', '24 a day an account'],
    default: 'none',
    source: 'API v2: "preferably at most 24 a day, otherwise the call may fail". Not repeated.',
  },
  'late-write': {
    values: [
      'executed at once',
      'executed 1 to 60 s after the connection broke',
      'executed twice when the connection broke',
      'InternalError though executed',
      'RequestLimitExceeded though executed',
    ],
    default: 'executed at once',
    source: 'Undocumented. The SDK for Go has seen InternalError for a wait that was given up.',
  },
  'write-answers': {
    values: ['at once', 'after 5 s', 'after 15 s'],
    default: 'at once',
    source: 'Undocumented. The SDKs allow 60 s.',
  },
  'automatic-lag': {
    values: ['as manual rows', 'listed at once'],
    default: 'as manual rows',
    source: 'Undocumented.',
  },
  'lease-race': {
    values: ['one wins', 'none wins'],
    default: 'one wins',
    source: 'COS. Nothing states that of several conditional PUTs at once one is answered 200.',
  },
  'lease-missing': {
    values: ['404', '403'],
    default: '404',
    source: 'COS. What is not there may be forbidden to a role that may not list.',
  },
  'lease-read': {
    values: ['read at once', '2 s later'],
    default: 'read at once',
    source: 'COS. Its product page calls reads of new objects consistent.',
  },
} as const satisfies Readonly<Record<string, Switch>>;

export type SwitchName = keyof typeof SWITCHES;

/** One value for each switch. */
export type Dialect = { readonly [Name in SwitchName]: (typeof SWITCHES)[Name]['values'][number] };

export const SWITCH_NAMES = Object.keys(SWITCHES) as SwitchName[];
