// The one table of what the coverage page says, in each language it speaks. What the API or the log calls a thing stays as it is.
import type { CoverageState, JudgedRow, Mark } from './coverage';

export type Language = 'en' | 'zh';

/** A tag or the beginning of a name, as a request gives it. */
interface Wanted {
  readonly tags: readonly string[];
  readonly name: string | undefined;
}

export interface Texts {
  readonly title: string;
  readonly states: Readonly<Record<CoverageState, string>>;
  readonly marks: Readonly<Record<Mark['state'], string>>;
  readonly recentEnough: string;
  readonly list: string;
  readonly counted: (count: number, state: string) => string;
  readonly uncovered: (bad: number, watched: number, counts: string) => string;
  readonly unreadRegions: string;
  readonly nothing: string;
  readonly noneRuns: (stopped: number) => string;
  readonly allCovered: (watched: number) => string;
  readonly atMost: (hours: number) => string;
  readonly everyInstance: string;
  readonly wanted: (wanted: Wanted) => string;
  readonly butFor: (all: string, not: Wanted) => string;
  readonly allRegions: (count: number, regions: string) => string;
  readonly facts: Readonly<
    Record<'covers' | 'regions' | 'leftOut' | 'unwatched' | 'rule' | 'function' | 'read', string>
  >;
  readonly unwatched: (excluded: number, stopped: number, notAllowed: number) => string;
  readonly rule: (hours: number, oldest: number | null) => string;
  readonly why: (row: JudgedRow, maxAgeHours: number) => string;
  readonly lastGood: (
    start: string | undefined,
    hours: number,
    until: string | undefined,
  ) => string;
  readonly console: string;
  readonly search: (instanceId: string) => string;
  readonly folded: (title: string, count: number) => string;
  readonly unreadRegion: (region: string, code: string) => string;
  readonly more: (count: number) => string;
  readonly about: string;
  readonly timeline: (good: number, all: number, days: number) => string;
  readonly daysAgo: (days: number) => string;
  readonly hoursAgo: (what: string, hours: string) => string;
  readonly now: string;
}

const plural = (count: number, word: string): string => `${count} ${word}${count === 1 ? '' : 's'}`;

const wantedInEnglish = ({ tags, name }: Wanted): string[] => [
  ...tags.map((tag) => `tag ${tag}`),
  ...(name === undefined ? [] : [`name ${name}…`]),
];

const ENGLISH: Texts = {
  title: 'Redis backups',
  states: {
    never: 'never backed up',
    missing: 'missing',
    unreadable: 'unreadable',
    stale: 'stale',
    covered: 'covered',
    stopped: 'stopped',
  },
  marks: { good: 'good', running: 'in progress', gone: 'expired or deleted' },
  recentEnough: 'recent enough',
  list: ', ',
  counted: (count, state) => `${count} ${state}`,
  uncovered: (bad, watched, counts) => `${bad} of ${watched} not covered: ${counts}`,
  unreadRegions: 'Not every region could be read',
  nothing: 'Nothing is selected',
  noneRuns: (stopped) => `None of ${plural(stopped, 'instance')} is running`,
  allCovered: (watched) => `All ${watched} covered`,
  atMost: (hours) => `at most ${hours} h`,
  everyInstance: 'every instance',
  wanted: (wanted) => `instances with ${wantedInEnglish(wanted).join(' and ')}`,
  butFor: (all, not) => `${all}, but for ${wantedInEnglish(not).join(' or ')}`,
  allRegions: (count, regions) => `all, these ${count}: ${regions}`,
  facts: {
    covers: 'Covers',
    regions: 'Regions',
    leftOut: 'Left out',
    unwatched: 'Not watched',
    rule: 'Rule',
    function: 'Function',
    read: 'Read',
  },
  unwatched: (excluded, stopped, notAllowed) =>
    `${excluded} excluded, ${stopped} stopped, ${notAllowed} outside ALLOWED_INSTANCES`,
  rule: (hours, oldest) =>
    `the last good backup is at most ${hours} h old${oldest === null ? '' : `; the oldest is ${oldest} h`}`,
  why: ({ Why }) => Why,
  lastGood: (start, hours, until) =>
    `last good ${start ?? `${hours} h ago`}${until === undefined ? '' : `, kept until ${until}`}`,
  console: 'Open the console',
  search: (instanceId) => `and search ${instanceId}, or back it up now:`,
  folded: (title, count) => `${title}: ${count} covered`,
  unreadRegion: (region, code) =>
    `${region} could not be read through: ${code}. Instances of it may be missing here.`,
  more: (count) => `and ${count} more`,
  about: 'What this page covers',
  timeline: (good, all, days) => `${good} good of ${all} backups in ${days} days`,
  daysAgo: (days) => `-${days} d`,
  hoursAgo: (what, hours) => `${what}, ${hours} h ago`,
  now: 'now',
};

const wantedInChinese = ({ tags, name }: Wanted): string[] => [
  ...tags.map((tag) => `标签为 ${tag}`),
  ...(name === undefined ? [] : [`名称以 ${name} 开头`]),
];

/** The API's own words stand behind the colon of the English text. */
const behindColon = (why: string): string => why.slice(why.indexOf(': ') + 2);

function whyInChinese(row: JudgedRow, maxAgeHours: number): string {
  const running = row.marks.some(({ state }) => state === 'running') ? '；有一个正在进行' : '';
  switch (row.State) {
    case 'never': {
      const [, days] = /(\d+) days/.exec(row.Why) ?? [];
      const gone = row.marks.filter(({ state }) => state === 'gone').length;
      return `${days} 天内${gone === 0 ? '没有备份' : `的 ${gone} 个备份都已过期或删除`}${running}`;
    }
    case 'stale':
      return `最近一次正常备份在 ${row.AgeHours} 小时前，超过 ${maxAgeHours} 小时${running}`;
    case 'covered':
      return `最近一次正常备份在 ${row.AgeHours} 小时前`;
    case 'missing':
      return `API 不认识这个实例：${behindColon(row.Why)}`;
    case 'unreadable':
      return `读不到：${behindColon(row.Why)}`;
    case 'stopped':
      return `未运行：${behindColon(row.Why)}`;
    default:
      return row.State satisfies never;
  }
}

const CHINESE: Texts = {
  title: 'Redis 备份',
  states: {
    never: '从未备份',
    missing: '不存在',
    unreadable: '读不到',
    stale: '备份过旧',
    covered: '已覆盖',
    stopped: '未运行',
  },
  marks: { good: '正常', running: '进行中', gone: '已过期或删除' },
  recentEnough: '足够新',
  list: '，',
  counted: (count, state) => `${state} ${count} 个`,
  uncovered: (bad, watched, counts) => `${watched} 个实例中有 ${bad} 个未覆盖：${counts}`,
  unreadRegions: '有地域没能读完',
  nothing: '没有选中任何实例',
  noneRuns: (stopped) => `${stopped} 个实例都未运行`,
  allCovered: (watched) => `${watched} 个实例全部已覆盖`,
  atMost: (hours) => `不超过 ${hours} 小时`,
  everyInstance: '所有实例',
  wanted: (wanted) => `${wantedInChinese(wanted).join('且')} 的实例`,
  butFor: (all, not) => `${all}，不含${wantedInChinese(not).join('或')} 的`,
  allRegions: (count, regions) => `全部，共 ${count} 个：${regions}`,
  facts: {
    covers: '范围',
    regions: '地域',
    leftOut: '未包含',
    unwatched: '未检查',
    rule: '规则',
    function: '函数',
    read: '读取时间',
  },
  unwatched: (excluded, stopped, notAllowed) =>
    `排除 ${excluded} 个，未运行 ${stopped} 个，不在 ALLOWED_INSTANCES 之内 ${notAllowed} 个`,
  rule: (hours, oldest) =>
    `最近一次正常备份不超过 ${hours} 小时${oldest === null ? '' : `；最久的是 ${oldest} 小时`}`,
  why: whyInChinese,
  lastGood: (start, hours, until) =>
    `最近一次正常备份 ${start ?? `${hours} 小时前`}${until === undefined ? '' : `，保留到 ${until}`}`,
  console: '打开控制台',
  search: (instanceId) => `搜索 ${instanceId}，或现在就备份：`,
  folded: (title, count) => `${title}：已覆盖 ${count} 个`,
  unreadRegion: (region, code) => `${region} 没能读完：${code}。这里可能缺少它的实例。`,
  more: (count) => `另有 ${count} 个`,
  about: '本页的范围',
  timeline: (good, all, days) => `${days} 天内 ${all} 个备份，${good} 个正常`,
  daysAgo: (days) => `-${days} 天`,
  hoursAgo: (what, hours) => `${what}，${hours} 小时前`,
  now: '现在',
};

export const TEXTS: Readonly<Record<Language, Texts>> = { en: ENGLISH, zh: CHINESE };
