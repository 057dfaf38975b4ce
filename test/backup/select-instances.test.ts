// Which instances a selector finds, in a list that changes while it is read.
import { selectInstances } from '../../src/backup/select-instances';
import type { InstanceRecord, RedisApi } from '../../src/redis-api';
import type { Region } from '../../src/request/ids';
import { failed } from '../../src/result';
import { failure, GUANGZHOU, id, ok, pages } from '../support/builders';
import { manualClock, START_OF_TIME } from '../support/clock';
import { fakeApi } from '../support/fake-api';
import fc from '../support/property';

const row = (name: string, part: Partial<InstanceRecord> = {}): InstanceRecord => ({
  InstanceId: id(`crs-${name}`),
  Region: GUANGZHOU,
  Name: name,
  Status: 2,
  Tags: [{ TagKey: 'backup', TagValue: 'daily' }],
  ...part,
});

const select = (
  listInstances: RedisApi['listInstances'],
  Selector: object = {},
  { regions, allowed = [] }: { regions?: readonly Region[]; allowed?: readonly Region[] } = {},
) =>
  selectInstances(
    { InstanceIds: [], Region: GUANGZHOU, Selector },
    {
      api: fakeApi(
        {},
        {
          listInstances,
          listProductRegions: async () =>
            regions === undefined ? failed(failure('InternalError')) : ok(regions),
        },
      ),
      allowed: { ALLOWED_REGIONS: allowed, ALLOWED_INSTANCES: ['crs-*'] },
      clock: manualClock(),
      until: START_OF_TIME + 60_000,
    },
  );

/** Answers one list after the other, the last one again and again. */
function inTurn(...lists: ReturnType<typeof pages<InstanceRecord>>[]): RedisApi['listInstances'] {
  let turn = 0;
  return async () => {
    turn += 1;
    return lists[Math.min(turn, lists.length) - 1] ?? pages<InstanceRecord>([]);
  };
}

const idsOf = ({ instances }: { instances: readonly InstanceRecord[] }) =>
  instances.map(({ Name }) => Name).sort();

describe('which instances are meant', () => {
  const all = [
    row('orders'),
    row('orders-old', { Tags: [] }),
    row('cache', { Tags: [{ TagKey: 'backup', TagValue: 'weekly' }] }),
    row('both', {
      Tags: [
        { TagKey: 'backup', TagValue: 'daily' },
        { TagKey: 'env', TagValue: 'prod' },
      ],
    }),
  ];
  const tag = (TagKey: string, TagValue: string) => ({ TagKey, TagValue });
  const table: [name: string, selector: object, names: string[]][] = [
    ['all of them', {}, ['both', 'cache', 'orders', 'orders-old']],
    ['by name', { NamePrefix: 'orders' }, ['orders', 'orders-old']],
    ['by tag', { Tags: [tag('backup', 'daily')] }, ['both', 'orders']],
    ['by every tag', { Tags: [tag('backup', 'daily'), tag('env', 'prod')] }, ['both']],
    ['by tag and name', { Tags: [tag('backup', 'daily')], NamePrefix: 'o' }, ['orders']],
    ['none by a mistyped value', { Tags: [tag('backup', 'dayly')] }, []],
    ['all but a tag', { ExcludeTags: [tag('backup', 'weekly')] }, ['both', 'orders', 'orders-old']],
    ['all but a key, whatever its value', { ExcludeTags: [{ TagKey: 'backup' }] }, ['orders-old']],
    [
      'all but either of two',
      { ExcludeTags: [tag('backup', 'weekly'), { TagKey: 'env' }] },
      ['orders', 'orders-old'],
    ],
    ['all but a name', { ExcludeNamePrefix: 'orders' }, ['both', 'cache']],
    [
      'by name, but not the longer one',
      { NamePrefix: 'orders', ExcludeNamePrefix: 'orders-' },
      ['orders'],
    ],
  ];
  // The API here ignores its own filter: whatever it makes of several tags, all of them must hold.
  test.each(table)('%s', async (_name, selector, names) => {
    expect(idsOf(await select(inTurn(pages(all)), selector))).toEqual(names);
  });
});

test('what is excluded or stopped is counted, and only of what the selector means', async () => {
  const all = [row('a'), row('b', { Status: -2 }), row('old-c'), row('x', { Tags: [] })];
  const Tags = [{ TagKey: 'backup', TagValue: 'daily' }];
  const { selection } = await select(inTurn(pages(all)), { Tags, ExcludeNamePrefix: 'old-' });
  expect(selection).toEqual({ Regions: [GUANGZHOU], Excluded: 1, NotAllowed: 0, Stopped: 1 });
});

describe('"Regions": "all"', () => {
  const regions = ['ap-guangzhou', 'ap-seoul', 'ap-shanghai-fsi'] as Region[];
  const everywhere: RedisApi['listInstances'] = async (region) =>
    pages([row(region, { Region: region })]);

  test('is the list of the API, less finance regions, which are named', async () => {
    const found = await select(everywhere, { Regions: 'all' }, { regions });
    expect(idsOf(found)).toEqual(['ap-guangzhou', 'ap-seoul']);
    expect(found.selection).toMatchObject({
      Regions: ['ap-guangzhou', 'ap-seoul'],
      RegionsLeftOut: [{ Region: 'ap-shanghai-fsi', Reason: expect.stringContaining('finance') }],
    });
  });

  test('is cut to ALLOWED_REGIONS; both what that leaves out and what the API does not list are named', async () => {
    const allowed = ['ap-seoul', 'ap-tokio'] as Region[];
    const found = await select(everywhere, { Regions: 'all' }, { regions, allowed });
    expect(idsOf(found)).toEqual(['ap-seoul']);
    expect(found.selection.RegionsLeftOut).toMatchObject([
      { Region: 'ap-guangzhou', Reason: 'not in ALLOWED_REGIONS' },
      { Region: 'ap-shanghai-fsi' },
      { Region: 'ap-tokio', Reason: 'not in the list of the API' },
    ]);
  });

  test('that cannot be listed is a failure, and no empty selection', async () => {
    const found = await select(everywhere, { Regions: 'all' });
    expect(found.unlisted).toMatchObject([{ failure: { code: 'InternalError' } }]);
  });
});

describe('a list that changes while it is read', () => {
  const a = [row('a'), row('b'), row('c')];
  test('one page is one picture: read once', async () => {
    let calls = 0;
    const counting: RedisApi['listInstances'] = async () => {
      calls += 1;
      return pages(a);
    };
    expect(idsOf(await select(counting))).toEqual(['a', 'b', 'c']);
    expect(calls).toBe(1);
  });
  const table: [name: string, lists: InstanceRecord[][], names: string[], unsteady: boolean][] = [
    ['twice the same', [a, a], ['a', 'b', 'c'], false],
    ['one that came', [[row('a')], a, a], ['a', 'b', 'c'], false],
    ['one that went', [a, [row('a')], [row('a')]], ['a'], false],
    ['met twice on shifting pages', [[...a, row('c')], a], ['a', 'b', 'c'], false],
    [
      'never the same',
      [[row('a')], [row('b')], [row('c')], [row('d')], [row('e')]],
      ['a', 'b', 'c', 'd', 'e'],
      true,
    ],
  ];
  test.each(table)('%s', async (_name, lists, names, unsteady) => {
    const found = await select(inTurn(...lists.map((list) => pages(list, 2))));
    expect(idsOf(found)).toEqual(names);
    expect(found.unlisted.map(({ failure: { code } }) => code)).toEqual(
      unsteady ? ['InstancesUnsteady'] : [],
    );
  });

  /** Pages of two over a list in a fixed order, with something done before each. */
  function shifting(first: readonly string[], changes: readonly (readonly string[])[]) {
    let [now, step] = [first, 0];
    const listInstances: RedisApi['listInstances'] = async () => {
      const met: InstanceRecord[] = [];
      for (let page = 0; ; page += 1) {
        const rows = now.slice(page * 2, page * 2 + 2);
        met.push(...rows.map((name) => row(name)));
        now = changes[step] ?? now;
        step += 1;
        if (rows.length < 2) return pages(met, page + 1);
      }
    };
    return listInstances;
  }

  test('whoever is there all the while is found, or the region is named', async () => {
    const STEPS = 14;
    const steady = ['b', 'd', 'f', 'h'].map((name) => ({ name, from: 0, to: STEPS + 1 }));
    // Others go from anywhere and come at the end, as in a list by creation time. Once gone they stay away.
    const others = fc.tuple(
      ...['a', 'c', 'e', 'g', 'x', 'y', 'z'].map((name) =>
        fc.record({
          name: fc.constant(name),
          from: fc.oneof(fc.constant(0), fc.nat(STEPS)),
          to: fc.nat(STEPS + 1),
        }),
      ),
    );
    let whole = 0;
    await fc.assert(
      fc.asyncProperty(others, async (comers) => {
        const all = [...steady, ...comers].sort(
          (a, b) => a.from - b.from || a.name.localeCompare(b.name),
        );
        const listAt = (step: number) =>
          all.filter(({ from, to }) => from <= step && step < to).map(({ name }) => name);
        const lists = Array.from({ length: STEPS + 1 }, (_, step) => listAt(step));
        const found = await select(shifting(lists[0] ?? [], lists.slice(1)));
        const missed = steady.filter(({ name }) => !idsOf(found).includes(name));
        whole += found.unlisted.length > 0 ? 0 : 1;
        expect(found.unlisted.length > 0 ? [] : missed).toEqual([]);
        expect(new Set(idsOf(found)).size).toBe(found.instances.length);
      }),
    );
    expect(whole).toBeGreaterThan(0);
  });
});

describe('a region that cannot be listed', () => {
  const SHANGHAI = 'ap-shanghai' as Region;
  const both = { Regions: [GUANGZHOU, SHANGHAI] };
  test('is named, and the others go on', async () => {
    const found = await select(
      async (region) =>
        region === SHANGHAI
          ? failed(failure('UnauthorizedOperation.NoCAMAuthed'))
          : pages([row('a')]),
      both,
    );
    expect(idsOf(found)).toEqual(['a']);
    expect(found.unlisted).toMatchObject([{ Region: SHANGHAI, failure: { status: 403 } }]);
  });
  test('is tried three times before, unless it is a refusal', async () => {
    const asked: string[] = [];
    await select(async (region) => {
      asked.push(region);
      return failed(failure(region === SHANGHAI ? 'InternalError' : 'UnsupportedRegion'));
    }, both);
    expect(asked.sort()).toEqual([GUANGZHOU, SHANGHAI, SHANGHAI, SHANGHAI]);
  });
});
