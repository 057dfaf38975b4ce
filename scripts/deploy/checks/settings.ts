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
    ...weakSecrets(fn.environment.WEBHOOK_SECRETS ?? '').map((text) =>
      problem(where('WEBHOOK_SECRETS'), text),
    ),
    ...unknown.map((name) => {
      const meant = suggest(name, NAMES);
      const hint = meant === undefined ? '' : `; did you mean ${meant}?`;
      return warning(where(name), `is no setting of this function${hint}`);
    }),
  ];
};

/** Fewer different characters than this, and a token was typed rather than made. Hex of 24 has about 12. */
const MIN_DIFFERENT = 8;

function weakSecrets(setting: string): string[] {
  const tokens = setting.split(/[\s,]+/).filter((word) => word !== '');
  return tokens.flatMap((token, index) =>
    new Set(token).size >= MIN_DIFFERENT
      ? []
      : [
          `secret ${index + 1} of ${tokens.length} is easy to guess: it has only ${new Set(token).size} different characters; npm run secret makes one`,
        ],
  );
}
