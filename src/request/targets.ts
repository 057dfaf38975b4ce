// What a request is about: instances by id, in one region, or a selector, over one or more.
import type { InstanceId, Region } from './ids';
import type { Selector } from './selector';

/** What a request is about: instances by id, in one region, or a selector, over one or more. */
export interface Targets {
  /** Each instance once, in the order given; empty with a selector. */
  readonly InstanceIds: readonly InstanceId[];
  /** Where the ids are; with a selector without `Regions`, where it looks. */
  readonly Region: Region;
  readonly Selector?: Selector;
  /** Whether a selector that finds nothing is fine. */
  readonly AllowEmpty?: boolean;
}

/** Whether a request selects its instances instead of naming them. */
export const hasSelector = <R extends Targets>(
  request: R,
): request is R & { readonly Selector: Selector } => request.Selector !== undefined;

/** The regions a request reaches into, each once. */
export const listRegions = ({ Region, Selector }: Targets): readonly Region[] => [
  ...new Set(Selector?.Regions ?? [Region]),
];
