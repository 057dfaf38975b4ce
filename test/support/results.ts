// Results of targets, good and bad.
import type { InstanceId, Region } from '../../src/request/ids';
import type { Failure, Target, TargetResult } from '../../src/result';
import { failure } from './fake-api';

export const target = (id = 'crs-demo0001', region = 'ap-guangzhou'): Target => ({
  InstanceId: id as InstanceId,
  Region: region as Region,
});

export const accepted = (id?: string): TargetResult => ({
  ...target(id),
  Outcome: 'accepted',
  TaskId: 7,
  RequestId: 'request-7',
});

export const notMade = (
  Outcome: 'refused' | 'unknown' | 'deferred',
  code: string,
  id?: string,
  part: Partial<Failure> = {},
): TargetResult => ({ ...target(id), Outcome, failure: failure(code, part) });
