// Pages, their order, and how far they reach.
import { BAD, type Cases, ID, open, type Row, SECOND } from './world';

export const PAGES: Cases<'page-size' | 'page-order' | 'span'> = {
  'page-size': {
    look: (dialect) => {
      const instances = Array.from({ length: 120 }, (_, i) => ({ instanceId: `crs-${i}` }));
      const reply = open(dialect, { instances }).ask('DescribeInstances', { Limit: 1000 });
      return [(reply.InstanceSet as Row[]).length, reply.TotalCount];
    },
    sees: {
      'as asked': [120, 120],
      'at most 20 rows': [20, 120],
      'at most 50 rows': [50, 120],
      'at most 100 rows': [100, 120],
      'TotalCount missing': [120, undefined],
      'TotalCount 0': [120, 0],
      'TotalCount too large': [120, 121],
    },
  },
  'page-order': {
    look: (dialect) => {
      const world = open(dialect, { instances: [{ instanceId: ID, history: 30 }] });
      const lists = [() => world.list({ Limit: 30 }), () => world.tasks({ Limit: 30 })];
      return lists.map((list) => {
        const first = list().map((row) => String(row.StartTime));
        world.pass(SECOND);
        const again = list().map((row) => String(row.StartTime));
        if (first.join() !== again.join()) return 'another each time';
        return String(first[0]) > String(first[29]) ? 'down' : 'up';
      });
    },
    sees: {
      'newest first': ['down', 'down'],
      'oldest first': ['up', 'up'],
      unstable: ['another each time', 'another each time'],
    },
  },
  span: {
    look: (dialect) => {
      const BeginTime = '2026-01-01 08:00:00';
      return ['2026-01-31 07:59:59', '2026-01-31 08:00:00', '2026-01-31 08:00:01'].map(
        (EndTime) => open(dialect).ask('DescribeInstanceBackups', { BeginTime, EndTime }).code,
      );
    },
    sees: {
      '30 days inclusive': [undefined, undefined, BAD],
      '30 days exclusive': [undefined, BAD, BAD],
    },
  },
};
