export { emptyApi } from '../../proofs/support/empty-api';
