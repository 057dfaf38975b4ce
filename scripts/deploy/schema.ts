// Which names serverless.yml may have, for the framework's own check. What their values may be is the business of the
// one schema that the local host uses too (emulator/scf/service-schema.ts): one meaning, one set of messages.

const anything = {};
const names = (...allowed: string[]) => ({
  properties: Object.fromEntries(allowed.map((name) => [name, anything])),
});

/** https://github.com/oss-serverless/osls/blob/4.x/docs/guides/plugins/custom-configuration.md */
export const SCHEMA = {
  provider: names('runtime', 'region', 'stage', 'namespace'),
  function: names(
    'handler',
    'description',
    'memorySize',
    'timeout',
    'role',
    'environment',
    'asyncRetry',
    'concurrency',
  ),
  functionEvents: { timer: anything, url: anything },
};
