import type { BackupRecord, ListedBackup } from '../../src/redis-api';

export { withoutFleet } from '../../proofs/support/no-fleet';

/** A good backup of an instance, with all that a list says of it. */
export const listed = (record: BackupRecord & { readonly InstanceId: string }): ListedBackup => ({
  state: 'good',
  StartTime: '',
  EndTime: '',
  ExpireTime: '',
  BackupType: '0',
  ...record,
});
