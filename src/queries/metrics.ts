// The coverage as Prometheus text (https://prometheus.io/docs/instrumenting/exposition_formats/). Each metric is a
// gauge: what is true now. An alert compares times itself, so that a reading that fails does not stop the clock.
import { escapeUnseen } from '../logger';
import { type Coverage, countState, isCovered, type JudgedRow, STATES } from './coverage';

type Labels = Readonly<Record<string, string>>;
type Sample = readonly [labels: Labels, value: number];

/** Text within the quotes of a label; what is not seen, a line break too, is written out. */
const escapeLabel = (text: string): string =>
  escapeUnseen(text).replaceAll('\\', '\\\\').replaceAll('"', '\\"');

function renderLabels(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escapeLabel(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const render = (name: string, help: string, samples: readonly Sample[]): string[] => [
  `# HELP redis_backup_${name} ${help}`,
  `# TYPE redis_backup_${name} gauge`,
  ...samples.map(([labels, value]) => `redis_backup_${name}${renderLabels(labels)} ${value}`),
];

/** `instance` is what Prometheus calls the scraped address, so the label is another one. */
const toLabels = ({ InstanceId, Region, Name = '' }: JudgedRow): Labels => ({
  instance_id: InstanceId,
  name: Name,
  region: Region,
});

/** The regions that were asked, and whether each was read through. */
function toRegionSamples({ rows, unlisted, selection }: Coverage): Sample[] {
  const failed = new Set<string>(unlisted.map(({ Region }) => Region));
  const regions = new Set([
    ...(selection?.Regions ?? []),
    ...rows.map(({ Region }) => Region),
    ...unlisted.map(({ Region }) => Region),
  ]);
  return [...regions].sort().map((region) => [{ region }, failed.has(region) ? 0 : 1]);
}

/** One scrape's text. Stopped instances are counted and have no series of their own: they raise no alarm. */
export function renderMetrics(coverage: Coverage): string {
  const { selection, MaxAgeHours } = coverage;
  const watched = coverage.rows.filter(({ State }) => State !== 'stopped');
  const one = (value: number): Sample[] => [[{}, value]];
  return [
    ...render(
      'last_good_timestamp_seconds',
      'Start of the last good backup; no sample for an instance that has none.',
      watched.flatMap((row): Sample[] =>
        row.lastGoodAt === undefined ? [] : [[toLabels(row), Math.round(row.lastGoodAt / 1_000)]],
      ),
    ),
    ...render(
      'covered',
      'Whether the last good backup is recent enough.',
      watched.map((row): Sample => [toLabels(row), row.State === 'covered' ? 1 : 0]),
    ),
    ...render(
      'expected_interval_seconds',
      'How old a last good backup may be.',
      one(MaxAgeHours * 3_600),
    ),
    ...render(
      'region_readable',
      'Whether the instances of the region could be listed.',
      toRegionSamples(coverage),
    ),
    ...render(
      'instances',
      'Instances by the state of their coverage.',
      STATES.map((state): Sample => [{ state }, countState(coverage, state)]),
    ),
    ...render(
      'excluded_instances',
      'Instances that the selector excludes.',
      one(selection?.Excluded ?? 0),
    ),
    ...render(
      'not_allowed_instances',
      'Selected instances that ALLOWED_INSTANCES leaves out.',
      one(selection?.NotAllowed ?? 0),
    ),
    ...render(
      'left_out_regions',
      'Regions that Redis is sold in and that were not searched.',
      one(selection?.RegionsLeftOut?.length ?? 0),
    ),
    ...render(
      'all_covered',
      'Whether there is something to watch and nothing to look at.',
      one(isCovered(coverage) ? 1 : 0),
    ),
    '',
  ].join('\n');
}
