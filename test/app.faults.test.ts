// Faults of this program, met by a webhook.
import type { Deps } from '../src/context';
import { bearer, codeOf, post, webhook, webhookApi } from './support/webhook';

describe('a fault of the function itself is a 500 that tells nothing', () => {
  const fail = (): never => {
    throw new Error('an inner secret');
  };
  const { api } = webhookApi();
  /** The first call sets the deadline; the second is the guard's. */
  const failingClock = (): Deps['clock'] => {
    let calls = 0;
    const now = () => {
      calls += 1;
      return calls === 2 ? fail() : Date.UTC(2026, 0, 1);
    };
    return { now, monotonic: () => 0, sleep: async () => {}, random: () => 0.5 };
  };
  const table: [name: string, deps: Partial<Deps>][] = [
    ['the guard fails', { clock: failingClock() }],
    ['the API cannot be opened', { openApi: fail }],
    ['the API cannot be closed', { openApi: () => ({ api, close: fail }) }],
    ['a backup fails in an unforeseen way', { sha256: fail }],
  ];
  test.each(table)('%s', async (_name, deps) => {
    const hook = webhook({ deps });
    const answer = await hook.send(post(bearer()));
    expect(codeOf(answer)).toBe('500 InternalFault');
    expect(answer.body).not.toContain('inner');
    expect(hook.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'crash', message: 'an inner secret' }),
    );
  });
});
