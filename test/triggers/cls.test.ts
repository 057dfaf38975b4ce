// CLS: logs mean the setting, and their hash is the run key.
import { fixture } from '../support/events';
import { sha256 } from '../support/hash';
import { read } from '../support/triggers';

const issueAt = (path: string) => [
  {
    runKey: undefined,
    payload: { from: 'unreadable', issue: { path, message: expect.any(String) } },
  },
];

describe('CLS', () => {
  test('means the setting; its key is the hash of its data', () => {
    const event = fixture('cls/gzip') as { clslogs: { data: string } };
    expect(read('cls', event)).toEqual([
      {
        runKey: { value: sha256(event.clslogs.data), chosenBy: 'event' },
        payload: { from: 'default' },
      },
    ]);
  });
  test.each([[undefined], [''], ['not base64!'], ['YQ===='], [7], [['YQ==']]])(
    'data %j',
    (data) => {
      expect(read('cls', { clslogs: { data } })).toEqual(issueAt('clslogs.data'));
    },
  );
  test.each([[null], ['text'], [[]]])('clslogs %j', (clslogs) => {
    expect(read('cls', { clslogs })).toEqual(issueAt('clslogs.data'));
  });
});
