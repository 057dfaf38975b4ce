// The parameters of a GET, as the SDKs flatten them, back in the form of a body.
import type { Fields } from '../../emulator/redis/model/fields';
import { readQuery } from '../../emulator/redis/query';

const FIELDS: Fields = {
  Limit: 'integer',
  SearchKey: 'string',
  InstanceIds: 'string[]',
  Status: 'integer[]',
  InstanceTags: 'tag[]',
};

const table: [query: string, params: object][] = [
  ['', {}],
  ['Limit=20', { Limit: 20 }],
  ['SearchKey=20', { SearchKey: '20' }],
  ['InstanceIds.0=crs-a&InstanceIds.1=crs-b', { InstanceIds: ['crs-a', 'crs-b'] }],
  ['Status.0=2&Status.1=-2', { Status: [2, -2] }],
  [
    'InstanceTags.0.TagKey=env&InstanceTags.0.TagValue=7',
    { InstanceTags: [{ TagKey: 'env', TagValue: '7' }] },
  ],
  ['InstanceIds.1=crs-b', { InstanceIds: { 1: 'crs-b' } }],
  ['Nobody=7', { Nobody: 7 }],
];
test.each(table)('%s', (query, params) => {
  expect(readQuery(query, FIELDS)).toEqual(params);
});
