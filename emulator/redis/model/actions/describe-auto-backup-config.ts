// DescribeAutoBackupConfig: the daily window to keep clear of. tencentcloud.com/document/api/239/32068

import { defineAction, instanceOf } from './action';

const WEEK_DAYS = [
  'Monday',
  'Tuesday',
  'Wednesday',
  'Thursday',
  'Friday',
  'Saturday',
  'Sunday',
] as const;

/** Every instance has the documented defaults: daily, kept seven days, in a window of one hour. */
export const describeAutoBackupConfig = defineAction({
  perSecond: 20,
  fields: { InstanceId: 'string!' },
  run({ InstanceId }, scene) {
    instanceOf(scene, InstanceId);
    const reply = {
      AutoBackupType: 1,
      WeekDays: WEEK_DAYS,
      TimePeriod: '01:00-02:00',
      BackupStorageDays: 7,
      BinlogStorageDays: 7,
    };
    return { reply };
  },
});
