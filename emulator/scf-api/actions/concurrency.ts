// The memory that is kept for a function, and with it how many of it run at once.
// https://cloud.tencent.com/document/product/583/51247
import * as v from 'valibot';
import { ApiError } from '../../redis/model/errors';
import { need } from '../store';
import { defineAction, invalid, NAMED } from './action';

/** Of the account's 128,000 MB, 12,800 stay for the functions without a reservation. */
const MAX_RESERVED_MB = 115_200;

export const getReservedConcurrency = defineAction(NAMED, (params, { store, region }) => ({
  ReservedMem: store.get({ ...params, region }).reservedMem,
}));

/** Whether less than one instance is refused is not documented; it would stop the function, so it is refused here. */
export const putReservedConcurrency = defineAction(
  { ...NAMED, ReservedConcurrencyMem: v.number() },
  ({ ReservedConcurrencyMem, ...place }, { store, region }) => {
    const fn = store.get({ ...place, region });
    need(fn, 'FailedOperation.ReservedInProgress', 'Active');
    if (ReservedConcurrencyMem < fn.MemorySize)
      throw invalid('Concurrency', 'The reservation is less than one instance.');
    if (ReservedConcurrencyMem > MAX_RESERVED_MB)
      throw new ApiError('LimitExceeded.FunctionTotalConcurrencyMemory', 'The account has less.');
    store.put({ ...fn, reservedMem: ReservedConcurrencyMem });
    return {};
  },
);

export const deleteReservedConcurrency = defineAction(NAMED, (params, { store, region }) => {
  const fn = store.get({ ...params, region });
  need(fn, 'FailedOperation.ReservedInProgress', 'Active');
  store.put({ ...fn, reservedMem: null });
  return {};
});
