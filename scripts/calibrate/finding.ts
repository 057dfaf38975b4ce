// What has been learned of one switch: the readings that fit what was seen.
import { SWITCHES, type SwitchName } from '../../emulator/redis/dialect';

export interface Finding {
  readonly name: SwitchName;
  /** Readings that fit all that was seen: one, it is measured; several, more must be seen; none, the API contradicts us. */
  readonly fits: readonly string[];
  /** What was seen, or what would show it. */
  readonly detail: string;
}

export type Verdict = 'measured' | 'not seen' | 'contradicts us';

export const verdictOf = ({ fits }: Finding): Verdict => {
  if (fits.length === 0) return 'contradicts us';
  return fits.length === 1 ? 'measured' : 'not seen';
};

/** One reading fits, or none of ours. */
export const measured = (name: SwitchName, value: string | undefined, detail: string): Finding => ({
  name,
  fits: value === undefined ? [] : [value],
  detail,
});

/** All readings fit but these. */
export const unseen = (
  name: SwitchName,
  detail: string,
  excluded: readonly string[] = [],
): Finding => ({
  name,
  fits: SWITCHES[name].values.filter((value) => !excluded.includes(value)),
  detail,
});

/** Several fit. */
export const oneOf = (name: SwitchName, fits: readonly string[], detail: string): Finding => ({
  name,
  fits,
  detail,
});

/** The readings that were measured, as a dialect of the local cloud; what was not seen keeps its default. */
export function toDialect(findings: readonly Finding[]): Record<string, string> {
  const entries = findings.flatMap(({ name, fits }) => {
    const [first] = fits;
    const isDefault = fits.some((value) => value === SWITCHES[name].default);
    return first === undefined || isDefault ? [] : [[name, first] as const];
  });
  return Object.fromEntries(entries);
}
