// DescribeProductInfo: where Redis is sold; the same for whatever region is asked. https://cloud.tencent.com/document/api/239/30600

import { defineAction } from './action';

/** Some of the real ones, and one that is reached at a host of its own. A region with an instance is always among them. */
const SOLD = ['ap-guangzhou', 'ap-shanghai', 'ap-beijing', 'ap-singapore', 'ap-shanghai-fsi'];

export const describeProductInfo = defineAction({
  perSecond: 20,
  fields: {},
  run(_params, { state }) {
    const regions = new Set([...SOLD, ...state.instances.map(({ region }) => region)]);
    return { reply: { RegionSet: [...regions].map(toRow) } };
  },
});

const toRow = (RegionId: string) => ({
  RegionId,
  RegionName: RegionId,
  RegionShortName: RegionId.slice(RegionId.indexOf('-') + 1),
  Area: RegionId.split('-')[0],
  ZoneSet: [],
});
