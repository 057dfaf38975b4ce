// The settings, by the very validators the function starts with; and names that are none.
import { SETTINGS } from '../../../src/config';
import { suggest } from '../../../src/request/suggest';
import { type Check, problem, warning } from './facts';

const NAMES = Object.keys(SETTINGS);

export const checkSettings: Check = ({ key, fn, config }) => {
  const where = (name: string) => `functions.${key}.environment.${name}`;
  const issues = config.ok
    ? []
    : config.issues.map(({ path, message }) => problem(where(path), message));
  const unknown = Object.keys(fn.environment).filter((name) => !NAMES.includes(name));
  return [
    ...issues,
    ...unknown.map((name) => {
      const meant = suggest(name, NAMES);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return warning(where(name), `is no setting of this function${hint}`);
    }),
  ];
};
