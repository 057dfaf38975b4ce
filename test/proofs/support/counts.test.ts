// What CI counts of a proof: held, broken, or not run for want of a quiet machine.
import { countsOfExit, countsOfJest, sum } from '../../../proofs/support/counts';
import { NotQuiet, whenQuiet } from '../../../proofs/support/quiet';

test.each([
  [0, [1, 0, 0]],
  [1, [0, 1, 0]],
  [75, [0, 0, 1]],
  [null, [0, 1, 0]],
])('a command that ends with %s', (status, expected) => {
  const { passed, failed, busy } = countsOfExit(status);
  expect([passed, failed, busy]).toEqual(expected);
});

const BUSY = String(new NotQuiet('too slow').stack);
const failing = (...failureMessages: string[]) => ({ status: 'failed', failureMessages });
const reportOf = (...assertionResults: object[]) => ({
  numPassedTests: 3,
  numPendingTests: 0,
  testResults: [{ assertionResults }],
});

test.each([
  ['all green', reportOf(), 0, [3, 0, 0]],
  ['one red', reportOf(failing('Error: not equal')), 1, [3, 1, 0]],
  ['one too slow on a busy machine', reportOf(failing(BUSY)), 1, [3, 0, 1]],
  ['one too slow and red', reportOf(failing(BUSY, 'Error: not equal')), 1, [3, 1, 0]],
  ['a red end of the file, without a red test', reportOf(), 1, [3, 1, 0]],
  ['no report at all', {}, 1, [0, 1, 0]],
])('of jest: %s', (_, report, status, expected) => {
  const { passed, failed, busy } = countsOfJest(report, status, true);
  expect([passed, failed, busy]).toEqual(expected);
});

test.each([
  [true, [3, 1, 0]],
  [false, [3, 0, 1]],
])('of jest: a time limit that has passed, on a machine whose quiet is %j', (quiet, expected) => {
  const late = reportOf(failing('thrown: "Exceeded timeout of 110000 ms for a hook.'));
  const { passed, failed, busy } = countsOfJest(late, 1, quiet);
  expect([passed, failed, busy]).toEqual(expected);
});

test('what this machine has no program for is skipped, and says nothing about how busy it is', () => {
  const report = { ...reportOf({ status: 'pending', failureMessages: [] }), numPendingTests: 1 };
  expect(countsOfJest(report, 0, true)).toEqual({ passed: 3, failed: 0, busy: 0, skipped: 1 });
});

test('together', () => {
  const all = [countsOfExit(0), countsOfExit(75), countsOfJest(reportOf(), 0, true)];
  expect(sum(all)).toEqual({ passed: 4, failed: 0, busy: 1, skipped: 0 });
});

test('a check that holds measures nothing', async () => {
  await expect(whenQuiet(() => undefined)).resolves.toBeUndefined();
});
