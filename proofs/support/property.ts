// fast-check, for every test. `npm test` tries the same cases each time, so that a change fails for what it changed;
// `FC_SEED=random npm test` looks further, and a failure prints its seed for `FC_SEED=<seed>`.
import fc from 'fast-check';

const FIXED_SEED = 20180412;
const { FC_SEED: given } = process.env;

if (given !== 'random') fc.configureGlobal({ seed: given ? Number(given) : FIXED_SEED });

export default fc;
