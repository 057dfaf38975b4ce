// The workflows cannot be run here: what they may, which actions they take and what they run is held by their text.
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { engines, scripts } from '../../package.json';
import { read } from './pages';

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}
interface Job {
  permissions?: Record<string, string>;
  needs?: string;
  strategy?: { matrix: { node: number[] } };
  'timeout-minutes': number;
  steps: Step[];
}

const FOLDER = '.github/workflows';
const workflows = readdirSync(FOLDER).map((name) => {
  const text = read(join(FOLDER, name));
  const { permissions, jobs } = parse(text);
  return { name, text, permissions, jobs: Object.entries<Job>(jobs) };
});
const jobs = workflows.flatMap(({ name, jobs }) =>
  jobs.map(([id, job]) => ({ id: `${name} ${id}`, job })),
);
const runsOf = ({ steps }: Job): string[] => steps.flatMap(({ run }) => run ?? []);
const usesOf = ({ steps }: Job): string[] => steps.flatMap(({ uses }) => uses ?? []);
const jobOf = (id: string): Job => jobs.find((one) => one.id === id)?.job ?? never();

test('there are the two, each of which may only read unless a job says more', () => {
  expect(workflows.map(({ name }) => name)).toEqual(['ci.yml', 'release.yml']);
  for (const { permissions } of workflows) expect(permissions).toEqual({ contents: 'read' });
});

test.each(workflows)(
  '$name takes each action by its commit, with its version beside it',
  ({ text }) => {
    const taken = text.match(/^.*\buses:.*$/gm) ?? [];
    expect(taken.length).toBeGreaterThan(1);
    for (const line of taken)
      expect(line).toMatch(/uses: actions\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
  },
);

test.each(jobs)(
  '$id ends by itself, keeps no token in the checkout and runs what there is',
  ({ job }) => {
    expect(job['timeout-minutes']).toBeLessThanOrEqual(60);
    const checkouts = job.steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.map((step) => step.with)).toEqual(
      checkouts.map(() => ({ 'persist-credentials': false })),
    );
    const named = runsOf(job).flatMap((run) => /^npm run (\S+)/.exec(run)?.[1] ?? []);
    expect(named.filter((name) => !(name in scripts))).toEqual([]);
  },
);

test('ci checks with each Node that the engines name', () => {
  const majors = engines.node.split('||').map((range) => Number(/\d+/.exec(range)?.[0]));
  expect(jobOf('ci.yml check').strategy?.matrix.node).toEqual(majors);
  expect(runsOf(jobOf('ci.yml check'))).toEqual(['npm ci --ignore-scripts', 'npm run check']);
});

describe('a release', () => {
  const [build, publish] = [jobOf('release.yml build'), jobOf('release.yml publish')];

  test('is built where nothing may be written, of a tag that is the version', () => {
    expect(build.permissions).toBeUndefined();
    expect(runsOf(build)).toEqual([
      'test "$GITHUB_REF_NAME" = "v$(jq -r .version package.json)"',
      'npm ci --ignore-scripts',
      'npm run check',
      'npm run release',
      'rm dist/release/*.map',
    ]);
  });

  test('is published, its sums checked and its provenance signed, where no package of others runs', () => {
    expect(publish.needs).toBe('build');
    expect(publish.permissions).toEqual({
      contents: 'write',
      'id-token': 'write',
      attestations: 'write',
    });
    expect(usesOf(publish).map((use) => use.split('@')[0])).toEqual([
      'actions/download-artifact',
      'actions/attest-build-provenance',
    ]);
    expect(runsOf(publish)).toEqual([
      'cd release && sha256sum --check SHA256SUMS',
      expect.stringMatching(
        /^gh release create .* release\/\* .* --notes-file release\/NOTES\.md$/,
      ),
    ]);
  });
});

function never(): never {
  throw new Error('no such job');
}
