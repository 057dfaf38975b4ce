// Records of one event: whose they are, and one that is not like the others.
import { recordsOf } from '../support/events';
import { keysOf, read } from '../support/triggers';

test('a record of another source says so, and says nothing of the setting', () => {
  const [kafka] = recordsOf('ckafka/partition').Records;
  const [cos] = recordsOf('cos/created').Records;
  const [first, second] = read('ckafka', { Records: [kafka, cos] });
  expect(first?.payload).toMatchObject({ from: 'text' });
  expect(second).toEqual({
    runKey: undefined,
    payload: {
      from: 'unreadable',
      issue: { path: 'Records[1]', message: expect.stringContaining('Ckafka') },
    },
  });
});

test('a broken first record does not take the others with it', () => {
  const [kafka] = recordsOf('ckafka/partition').Records;
  expect(keysOf('ckafka', { Records: [null, {}, kafka] })).toEqual([
    undefined,
    undefined,
    'backups 1 36',
  ]);
});
