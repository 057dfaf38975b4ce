// The field that was meant by a misspelt one.
import { REQUEST_FIELDS } from '../../src/request/backup-request';
import { suggest } from '../../src/request/suggest';

const table: [name: string, typed: string, meant: string | undefined][] = [
  ['camel case', 'instanceId', 'InstanceId'],
  ['snake case', 'instance_id', 'InstanceId'],
  ['kebab case', 'storage-days', 'StorageDays'],
  ['upper case', 'REGION', 'Region'],
  ['the plural in another case', 'instance_ids', 'InstanceIds'],
  ['two letters swapped', 'InstnaceId', 'InstanceId'],
  ['a letter left out', 'Instanceld', 'InstanceId'],
  ['a letter too many', 'Remarks', 'Remark'],
  ['two slips', 'StoragDay', 'StorageDays'],
  ['the header’s spelling', 'Idempotency-Key', 'IdempotencyKey'],
  ['the same name', 'Region', 'Region'],
  ['three slips', 'StoragDa', undefined],
  ['another word', 'Password', undefined],
  ['too short to tell', 'Id', undefined],
  ['nothing', '', undefined],
  ['only punctuation', '----------', undefined],
  ['an endless name', 'InstanceId'.repeat(10_000), undefined],
];

test.each(table)('%s: %.40s', (_name, typed, meant) => {
  expect(suggest(typed, REQUEST_FIELDS)).toBe(meant);
});

test('the nearest of several wins', () => {
  expect(suggest('cart', ['chart', 'carts', 'cat', 'part', 'CART'])).toBe('CART');
});

test('nothing is near to no name', () => expect(suggest('Region', [])).toBeUndefined());
