// DescribeInstanceBackups: the list that proves a backup. https://cloud.tencent.com/document/product/239/20011

import { isVisible } from '../backups';
import type { Behaviour } from '../behaviour';
import { ApiError, invalid, missing } from '../errors';
import { inOrder, pageOf, totalCount } from '../paging';
import type { Backup } from '../state';
import { offsetOf } from '../zones';
import { defineAction, instanceOf, type Scene } from './action';
import { backupSet, nameOf, statusOf } from './backup-set';
import { timeRange } from './time-range';

const MAX_SPAN_MS = 30 * 86_400_000;

/** Without InstanceId: every instance of the region. */
export const describeInstanceBackups = defineAction({
  perSecond: 50,
  fields: {
    Limit: 'integer',
    Offset: 'integer',
    InstanceId: 'string',
    BeginTime: 'string',
    EndTime: 'string',
    Status: 'integer[]',
    InstanceName: 'string',
  },
  run(params, scene) {
    const { InstanceId, InstanceName = '' } = params;
    const { dialect, now } = scene;
    if (InstanceId !== undefined) instanceOf(scene, InstanceId);
    else if (dialect['region-list'] === 'an InstanceId is required') throw missing('InstanceId');
    const statuses = statusesOf(params.Status, scene);
    const isExclusive = dialect.span === '30 days exclusive';
    const isTooLong = (ms: number) => (isExclusive ? ms >= MAX_SPAN_MS : ms > MAX_SPAN_MS);
    const { begin, end } = timeRange(params, offsetOf(scene), isTooLong);
    const matches = (backup: Backup) =>
      backup.region === scene.region &&
      isVisible(backup, scene.behaviour.backupVisible, now, dialect) &&
      backup.startedAt >= begin &&
      backup.startedAt <= end &&
      (InstanceId === undefined || backup.instanceId === InstanceId) &&
      nameOf(backup, scene.state).includes(InstanceName) &&
      statuses.includes(statusOf(backup, scene).status);
    const size = dialect['page-size'];
    const call = { order: dialect['page-order'], now, paging: params };
    const rows = inOrder(scene.state.backups.filter(matches), (row) => row.backupId, call);
    const page = pageOf(rows, params, 100, size).map((backup) => backupSet(backup, scene));
    const isNameless =
      InstanceId === undefined && dialect['region-list'] === 'rows without InstanceId';
    const BackupSet = isNameless ? page.map(({ InstanceId: _, ...row }) => row) : page;
    return { reply: { ...totalCount(rows.length, size), BackupSet } };
  },
});

/** The readings of the Status filter: what it takes, and what it means when absent. */
const FILTERS: Readonly<
  Record<Behaviour['statusFilter'], { takes: readonly number[]; absent: readonly number[] }>
> = {
  all: { takes: [1, 2, 3, 4, -1, -2], absent: [1, 2, 3, 4] },
  newest: { takes: [1, 2], absent: [2] },
  'others ignored': { takes: [1, 2], absent: [2] },
};

function statusesOf(asked: readonly number[] | undefined, scene: Scene): readonly number[] {
  const { statusFilter } = scene.behaviour;
  const { takes, absent } = FILTERS[statusFilter];
  if (asked === undefined || asked.length === 0) return absent;
  const bad = asked.find((status) => !takes.includes(status));
  if (bad === undefined) return asked;
  if (statusFilter !== 'others ignored') throw refusal(bad, takes, scene);
  return asked.filter((status) => takes.includes(status));
}

function refusal(status: number, takes: readonly number[], { dialect }: Scene): ApiError {
  const [, code] = dialect['status-filter'].split(' with ');
  const text = `Status ${status} is not one of ${takes.join(', ')}.`;
  return code === undefined ? invalid(text) : new ApiError(code, text);
}
