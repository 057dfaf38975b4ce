// Remarks, ids and times, as they come back.
import { BAD, type Cases, ID, kept, open, type Row, TASK_MS } from './world';

export const REMARKS: Cases<'remark-limit' | 'remark-charset' | 'remark-visible' | 'ids' | 'zone'> =
  {
    'remark-limit': {
      look: (dialect) =>
        [60, 300]
          .map((length) => kept(open(dialect), 'x'.repeat(length)))
          .map((text) => (text === BAD ? BAD : String(text).length)),
      sees: {
        none: [60, 300],
        'cut at 60': [60, 60],
        'cut at 64': [60, 64],
        'cut at 128': [60, 128],
        'cut at 255': [60, 255],
        'refused over 60': [60, BAD],
        'refused over 64': [60, BAD],
        'refused over 128': [60, BAD],
        'refused over 255': [60, BAD],
      },
    },
    'remark-charset': {
      look: (dialect) => ['a_1-备', '[a] <b&１>.'].map((remark) => kept(open(dialect), remark)),
      sees: {
        any: ['a_1-备', '[a] <b&１>.'],
        'letters, digits, blank, - and _ only': ['a_1-备', BAD],
        'brackets stripped': ['a_1-备', 'a b&１.'],
        'upper-cased': ['A_1-备', '[A] <B&１>.'],
        '<&> escaped': ['a_1-备', '[a] &lt;b&amp;１&gt;.'],
        NFKC: ['a_1-备', '[a] <b&1>.'],
      },
    },
    'remark-visible': {
      look: (dialect) => {
        const world = open(dialect);
        world.backUp({ Remark: 'nightly' });
        const running = world.list()[0]?.Remark;
        world.pass(TASK_MS);
        return [running, world.list()[0]?.Remark];
      },
      sees: {
        'at start': ['nightly', 'nightly'],
        'at the end': ['', 'nightly'],
        never: ['', ''],
      },
    },
    ids: {
      look: (dialect) => {
        const world = open(dialect, { instances: [{ instanceId: ID }] });
        const [row] = world.ask('DescribeInstances', {}).InstanceSet as Row[];
        const { code } = world.backUp({ InstanceId: row?.InstanceId });
        return [row?.InstanceId, code, world.list()[0]?.InstanceId, world.tasks()[0]?.InstanceId];
      },
      sees: {
        'crs- and 8': [ID, undefined, ID, ID],
        'another form': ['redis-demo0001', undefined, 'redis-demo0001', 'redis-demo0001'],
      },
    },
    zone: {
      look: (dialect) => {
        const region = 'ap-tokyo';
        const world = open(dialect, { instances: [{ instanceId: ID, region }] });
        world.ask('ManualBackupInstance', { InstanceId: ID }, region);
        const [row] = world.ask('DescribeInstanceBackups', {}, region).BackupSet as Row[];
        return row?.StartTime;
      },
      sees: {
        'UTC+8': '2026-01-31 08:00:00',
        UTC: '2026-01-31 00:00:00',
        "the region's own": '2026-01-31 09:00:00',
      },
    },
  };
