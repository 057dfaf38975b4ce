/** Stands in for `tslib`: the SDK's files call two of its helpers, and Node 18 needs none of the others. */

interface Module {
  readonly __esModule?: boolean;
}

/** A CommonJS module as the default import of a module that imports it. */
export const __importDefault = <T extends Module>(module: T): T | { default: T } =>
  module?.__esModule ? module : { default: module };

/** A CommonJS module as the namespace of a module that imports it. */
export const __importStar = <T extends Module>(module: T): T | (T & { default: T }) =>
  module?.__esModule ? module : { ...module, default: module };
