export { default } from '../../proofs/support/property';
