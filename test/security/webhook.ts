export * from '../../proofs/support/webhook';
