// The targets of a request: instances by id in one region, or a selector over one or more regions.
import type { InstanceId, Region } from './ids';
import type { Selector } from './selector';

export interface Targets {
  /** Each instance once, in the order given; empty with a selector. */
  readonly InstanceIds: readonly InstanceId[];
  /** The region of the ids, or of a selector without `Regions`. */
  readonly Region: Region;
  readonly Selector?: Selector;
  /** Whether a selector may find nothing. */
  readonly AllowEmpty?: boolean;
}

export const hasSelector = <R extends Targets>(
  request: R,
): request is R & { readonly Selector: Selector } => request.Selector !== undefined;

/** The regions of a request, without repetition. */
export const listRegions = ({ Region, Selector }: Targets): readonly Region[] => [
  ...new Set(Selector?.Regions ?? [Region]),
];
