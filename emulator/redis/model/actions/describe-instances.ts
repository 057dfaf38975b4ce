// DescribeInstances: the fleet of a region. https://cloud.tencent.com/document/product/239/20018

import type { InstanceRow } from '../../types';
import { ApiError, invalid } from '../errors';
import type { Params } from '../fields';
import { pageOf, totalCount } from '../paging';
import { offsetOf } from '../zones';
import { defineAction } from './action';
import { instanceSet } from './instance-set';

/** Documented filters this cloud has no data for: refused, because ignoring one would be a lie. */
const NOT_EMULATED = {
  VpcIds: 'string[]',
  SubnetIds: 'string[]',
  ProjectIds: 'integer[]',
  UniqVpcIds: 'string[]',
  UniqSubnetIds: 'string[]',
  TypeVersion: 'integer',
  EngineName: 'string',
  AutoRenew: 'integer[]',
  BillingMode: 'string',
  Type: 'integer',
  ProductVersions: 'string[]',
  AzMode: 'string',
} as const;

/** The page calls these deprecated or internal, to be ignored. */
const IGNORED = {
  RegionIds: 'integer[]',
  TypeList: 'integer[]',
  MonitorVersion: 'string',
} as const;

const FIELDS = {
  Limit: 'integer',
  Offset: 'integer',
  InstanceId: 'string',
  InstanceIds: 'string[]',
  OrderBy: 'string',
  OrderType: 'integer',
  SearchKey: 'string',
  SearchKeys: 'string[]',
  InstanceName: 'string',
  Status: 'integer[]',
  InstanceTags: 'tag[]',
  TagKeys: 'string[]',
  ...NOT_EMULATED,
  ...IGNORED,
} as const;

type Filters = Params<typeof FIELDS>;

/** An unknown InstanceId gives an empty list, not an error: the page lists no such code. */
export const describeInstances = defineAction({
  perSecond: 35,
  fields: FIELDS,
  run(params, scene) {
    const { state, region } = scene;
    const size = scene.dialect['page-size'];
    refuseOtherFilters(params);
    const matches = matcher(params);
    const rows = state.instances.filter((row) => row.region === region && matches(row));
    const page = pageOf([...rows].sort(order(params)), params, 1000, size);
    const InstanceSet = page.map((row) => instanceSet(row, offsetOf(scene)));
    return { reply: { ...totalCount(rows.length, size), InstanceSet } };
  },
});

function refuseOtherFilters(params: Filters): void {
  const used = Object.entries(params).find(
    ([name, value]) =>
      Object.hasOwn(NOT_EMULATED, name) && !(Array.isArray(value) && value.length === 0),
  );
  if (used !== undefined)
    throw new ApiError('UnsupportedOperation', `The local cloud does not filter by ${used[0]}.`);
}

/** An empty array is no filter, as documented for the tag fields. */
const anyOf = <Value>(wanted: readonly Value[] | undefined, is: (value: Value) => boolean) =>
  wanted === undefined || wanted.length === 0 || wanted.some(is);

/**
 * All filters must hold. Within one: SearchKeys and the id and status lists are OR (documented); tags
 * are AND, which is not documented.
 */
function matcher(filters: Filters): (row: InstanceRow) => boolean {
  const { InstanceId, InstanceIds, SearchKey = '', SearchKeys, InstanceName, Status } = filters;
  const { InstanceTags = [], TagKeys = [] } = filters;
  return ({ instanceId, name, status, tags }) =>
    (InstanceId === undefined || instanceId === InstanceId) &&
    (InstanceName === undefined || name === InstanceName) &&
    name.includes(SearchKey) &&
    anyOf(InstanceIds, (id) => id === instanceId) &&
    anyOf(SearchKeys, (key) => key === instanceId || name.includes(key)) &&
    anyOf(Status, (wanted) => wanted === status) &&
    TagKeys.every((key) => tags.some(({ TagKey }) => TagKey === key)) &&
    InstanceTags.every((wanted) => tags.some((tag) => sameTag(tag, wanted)));
}

const sameTag = (a: { TagKey: string; TagValue: string }, b: typeof a) =>
  a.TagKey === b.TagKey && a.TagValue === b.TagValue;

/** projectId, type and curDeadline are the same for every instance here: the id decides. */
const ORDER: Readonly<Record<string, (row: InstanceRow) => number | string>> = {
  projectId: () => 0,
  createtime: (row) => row.createdAt,
  instancename: (row) => row.name,
  type: () => 0,
  curDeadline: () => 0,
};

/** OrderType 1 is descending and the default; that OrderBy defaults to createtime is a guess. */
function order({ OrderBy = 'createtime', OrderType = 1 }: Filters) {
  const key = Object.hasOwn(ORDER, OrderBy) ? ORDER[OrderBy] : undefined;
  if (key === undefined) throw invalid(`OrderBy cannot be ${OrderBy}.`);
  if (OrderType !== 0 && OrderType !== 1) throw invalid('OrderType must be 0 or 1.');
  const sign = OrderType === 1 ? -1 : 1;
  return (a: InstanceRow, b: InstanceRow) =>
    sign * (key(a) === key(b) ? compare(a.instanceId, b.instanceId) : compare(key(a), key(b)));
}

const compare = (a: number | string, b: number | string) => (a < b ? -1 : a > b ? 1 : 0);
