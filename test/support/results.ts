// Results of targets, good and bad.
import type { Delivery } from '../../src/delivery';
import { toResponse } from '../../src/http/response';
import type { InstanceId, Region } from '../../src/request/ids';
import type { Failure, Result, Target, TargetResult } from '../../src/result';
import type { Processed } from '../../src/triggers/trigger';
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

/** A delivery with its result, and the answer to it. */
export const processed = (delivery: Delivery, result: Result): Processed => ({
  delivery,
  result,
  response: toResponse(result, { instance: 'run-1' }),
});
