/** What a function rejects with; fails the test when it doesn't, or when that is no Error. */
export async function thrownBy(run: () => unknown): Promise<Error> {
  let value: unknown;
  try {
    value = await run();
  } catch (error) {
    if (error instanceof Error) return error;
    throw new Error(`threw ${String(error)}`);
  }
  throw new Error(`returned ${JSON.stringify(value)}`);
}
