// A question about many → what it means now → how well each instance is covered.
import { hasSelector } from '../request/backup-request';
import { isAllowed, type Limits } from '../request/permit';
import type { CoverageRequest } from '../request/reading';
import type { Coverage } from './coverage';
import { type CoverageDeps, readCoverage } from './read-coverage';
import { type SelectDeps, selectFor } from './select-instances';

export type CoverageResult =
  | { readonly kind: 'coverage'; readonly coverage: Coverage }
  | { readonly kind: 'nothing selected' };

interface CoverDeps extends Omit<CoverageDeps, 'until'>, Omit<SelectDeps, 'until'> {
  readonly api: CoverageDeps['api'];
  readonly clock: SelectDeps['clock'];
  readonly allowed: Pick<Limits, 'ALLOWED_INSTANCES'>;
}

/** Kept free for the answer to leave. */
const REPLY_MS = 500;

/** How well the instances are covered that a request names or its selector finds. */
export async function coverAll(
  request: CoverageRequest,
  deps: CoverDeps,
  deadline: number,
): Promise<CoverageResult> {
  const reading = { ...deps, until: deadline - REPLY_MS };
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
