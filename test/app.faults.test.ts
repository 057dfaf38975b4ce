// Faults of this program, met by a webhook.
import type { Deps } from '../src/context';
import { bearer, codeOf, post, webhook, webhookApi } from './support/webhook';

describe('a fault of the function itself is a 500 that tells nothing', () => {
  const fail = (): never => {
    throw new Error('an inner secret');
  };
  const { api } = webhookApi();
  const table: [name: string, deps: Partial<Deps>][] = [
    ['the API cannot be opened', { openApi: fail }],
    ['the API cannot be closed', { openApi: () => ({ api, close: fail }) }],
    ['a backup fails in an unforeseen way', { sha256: fail }],
  ];
  test.each(table)('%s', async (_name, deps) => {
    const door = webhook({ deps });
    const answer = await door.send(post(bearer()));
    expect(codeOf(answer)).toBe('500 InternalFault');
    expect(answer.body).not.toContain('inner');
    expect(door.lines).toContainEqual(
      expect.objectContaining({ level: 'error', event: 'crash', message: 'an inner secret' }),
    );
  });
});
