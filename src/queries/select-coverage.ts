// A question about many → what it means now → how well each instance is covered.

import { type SelectDeps, selectFor } from '../backup/select-instances';
import { isAllowed, type Limits } from '../request/allow-list';
import type { CoverageRequest } from '../request/query-request';
import { hasSelector } from '../request/targets';
import type { Coverage } from './coverage';
import { type CoverageDeps, readCoverage } from './read-coverage';

export type CoverageResult =
  | { readonly kind: 'coverage'; readonly coverage: Coverage }
  | { readonly kind: 'nothing selected' };

interface SelectCoverageDeps extends Omit<CoverageDeps, 'until'>, Omit<SelectDeps, 'until'> {
  readonly api: CoverageDeps['api'];
  readonly clock: SelectDeps['clock'];
  readonly allowed: Pick<Limits, 'ALLOWED_INSTANCES'>;
}

/** Kept free for the answer to leave. */
const REPLY_RESERVE_MS = 500;

/** How well the instances are covered that a request names or its selector finds. */
export async function selectCoverage(
  request: CoverageRequest,
  deps: SelectCoverageDeps,
  deadline: number,
): Promise<CoverageResult> {
  const reading = { ...deps, until: deadline - REPLY_RESERVE_MS };
  if (!hasSelector(request)) {
    const { InstanceIds, Region } = request;
    const named = InstanceIds.map((InstanceId) => ({ InstanceId, Region }));
    const none = { unlisted: [], notAllowed: 0 };
    return { kind: 'coverage', coverage: await readCoverage(request, named, none, reading) };
  }
  const selected = await selectFor(request, deps, deadline);
  if (selected === undefined) return { kind: 'nothing selected' };
  const instances = selected.instances.filter(({ InstanceId }) =>
    isAllowed(InstanceId, deps.allowed),
  );
  const rest = {
    unlisted: selected.unlisted,
    notAllowed: selected.instances.length - instances.length,
  };
  return { kind: 'coverage', coverage: await readCoverage(request, instances, rest, reading) };
}
