// Every action of the local cloud; anything else is InvalidAction.

import type { Action } from './action';
import { describeAutoBackupConfig } from './describe-auto-backup-config';
import { describeInstanceBackups } from './describe-instance-backups';
import { describeInstances } from './describe-instances';
import { describeProductInfo } from './describe-product-info';
import { describeTaskInfo } from './describe-task-info';
import { describeTaskList } from './describe-task-list';
import { manualBackupInstance } from './manual-backup-instance';

export const ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['ManualBackupInstance', manualBackupInstance],
  ['DescribeTaskInfo', describeTaskInfo],
  ['DescribeTaskList', describeTaskList],
  ['DescribeInstanceBackups', describeInstanceBackups],
  ['DescribeInstances', describeInstances],
  ['DescribeProductInfo', describeProductInfo],
  ['DescribeAutoBackupConfig', describeAutoBackupConfig],
]);
