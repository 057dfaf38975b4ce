/** What a function throws; fails the test when it throws nothing, or something that is no Error. */
export function thrownBy(run: () => unknown): Error {
  let value: unknown;
  try {
    value = run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`threw ${String(error)}`);
  }
  throw new Error(`returned ${JSON.stringify(value)}`);
}
