// Two processes, one delivery: the instance lock decides. The figures for docs/ are made by `npm run test:proofs -- soak`.
import { buildBundle } from '../../scripts/bundle';
import { whenQuiet } from '../support/quiet';
import { duplicatesOf, gapOf, race } from './race';

/** Published backups took 21 s and longer; this is long enough for a look and a write on loopback. */
const TASK_MS = 1_500;

test('a task longer than look and write: never two backups, and nobody is told a lie', async () => {
  await buildBundle();
  const rounds = await race({ rounds: 40, taskMs: TASK_MS });
  await whenQuiet(() => expect(gapOf(rounds, 1)).toBeLessThan(TASK_MS));
  expect(duplicatesOf(rounds)).toBe(0);
  // One starts it. The other is refused while the instance is locked, or has looked late enough to find it.
  const pairs = new Set(rounds.map(({ outcomes }) => outcomes.join(' and ')));
  expect(['accepted and adopted', 'accepted and refused']).toEqual(
    expect.arrayContaining([...pairs]),
  );
  expect(rounds.every(({ backups }) => backups === 1)).toBe(true);
}, 60_000);
