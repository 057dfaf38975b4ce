/** Stands in for `tslib`: the SDK's files call two of its helpers, and Node 18 needs none of the others. */

interface Module {
  readonly __esModule?: boolean;
}

/** A CommonJS module as the default import of a module that imports it. */
export const __importDefault = <T extends Module>(module: T): T | { default: T } =>
  module?.__esModule ? module : { default: module };

/**
 * A CommonJS module as the namespace of a module that imports it. Not a copy: that would read every getter of `crypto`,
 * and loading `webcrypto` for nobody takes longer than all of the SDK.
 */
export const __importStar = <T extends Module>(module: T): T | (T & { default: T }) =>
  module?.__esModule ? module : Object.assign(Object.create(module), { default: module });
