import { join } from 'node:path';
import { ROOT } from './bundle';

/** The operator's description of the function: what every command works from unless a test gives it another. */
export const OWN_SERVICE = join(ROOT, 'serverless.yml');
