// InstanceSet: one instance as DescribeInstances prints it. https://cloud.tencent.com/document/product/239/20018

import type { InstanceRow, InstanceStatus } from '../../types';
import { formatTime, NO_TIME } from '../time';

const TITLE: Readonly<Record<InstanceStatus, string>> = {
  0: 'Initializing',
  1: 'In process',
  2: 'Running',
  [-2]: 'Isolated',
  [-3]: 'To be deleted',
};

/** Region ids named by the page. */
const REGION_IDS: Readonly<Record<string, number>> = {
  'ap-guangzhou': 1,
  'ap-shanghai': 4,
  'ap-hongkong': 5,
  'ap-beijing': 8,
  'ap-singapore': 9,
};

/** Every instance is the same model: a 1 GB Redis 6.2 in standard architecture, paid as used. */
const MODEL = {
  Appid: 1250000000,
  ProjectId: 0,
  ProjectName: '',
  VpcId: 1,
  SubnetId: 1,
  UniqVpcId: 'vpc-demo0001',
  UniqSubnetId: 'subnet-demo0001',
  WanIp: '10.0.0.1',
  WanAddress: '',
  Port: 6379,
  Size: 1024,
  Type: 15,
  AutoRenewFlag: 0,
  Engine: 'Redis',
  ProductType: 'standalone',
  ProductVersion: 'local',
  BillingMode: 0,
  SubStatus: 0,
  RedisShardSize: 1024,
  RedisShardNum: 1,
  RedisReplicasNum: 1,
  NoAuth: false,
  BackupMode: 'NormalLevelBackup',
  DeleteProtectionSwitch: 0,
  SizeUsed: 12,
  InstanceNode: [],
  NodeSet: [],
  PriceId: 0,
  SlaveReadWeight: 0,
  ClientLimit: 10_000,
  ClientLimitMin: 10_000,
  ClientLimitMax: 40_000,
  NetLimit: 96,
  RemainBandwidthDuration: '',
  DtsStatus: 0,
  PasswordFree: 0,
  Vip6: '',
  IPv6: '',
  ReadOnly: 0,
  DiskSize: 0,
  MonitorVersion: '5s',
  PolarisServer: '',
  RedisClusterId: '',
  DedicatedClusterId: '',
  CurrentProxyVersion: '5.6.0',
  CurrentRedisVersion: '6.2.0',
  UpgradeProxyVersion: '',
  UpgradeRedisVersion: '',
} as const;

/** `Tags` are anti-affinity tags; the resource tags are `InstanceTags`. */
export function instanceSet(row: InstanceRow, offsetMinutes: number) {
  const RegionId = REGION_IDS[row.region] ?? 0;
  return {
    ...MODEL,
    InstanceId: row.instanceId,
    InstanceName: row.name,
    Region: row.region,
    RegionId,
    ZoneId: RegionId * 100_000 + 1,
    Status: row.status,
    InstanceTitle: TITLE[row.status],
    Createtime: formatTime(row.createdAt, offsetMinutes),
    DeadlineTime: NO_TIME,
    OfflineTime: NO_TIME,
    CloseTime: NO_TIME,
    InstanceTags: row.tags,
    Tags: [],
  };
}
