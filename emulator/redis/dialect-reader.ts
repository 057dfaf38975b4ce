// A dialect as somebody writes it down: a JSON object of switches, where what is left out has its default.

import { type Dialect, SWITCH_NAMES, SWITCHES, type SwitchName } from './dialect';

export const DEFAULT_DIALECT = Object.fromEntries(
  SWITCH_NAMES.map((name) => [name, SWITCHES[name].default]),
) as Dialect;

/** @throws {Error} that names the switch, what was given, and what is allowed */
export function readDialect(given: unknown): Dialect {
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw new Error('a dialect is an object such as { "page-order": "oldest first" }');
  for (const [name, value] of Object.entries(given)) checkSwitch(name, value);
  return { ...DEFAULT_DIALECT, ...given };
}

function checkSwitch(name: string, value: unknown): void {
  if (!isSwitch(name))
    throw new Error(`no switch is called ${name}: there are ${SWITCH_NAMES.join(', ')}`);
  const values: readonly string[] = SWITCHES[name].values;
  if (values.some((one) => one === value)) return;
  const allowed = values.map((one) => JSON.stringify(one)).join(', ');
  throw new Error(`${name} cannot be ${JSON.stringify(value)}: choose one of ${allowed}`);
}

const isSwitch = (name: string): name is SwitchName => Object.hasOwn(SWITCHES, name);
