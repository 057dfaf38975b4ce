// The names of the faults; what each does is in fault-table.ts.

export const FAULT_NAMES = [
  'hang-up',
  'reset',
  'stall',
  'stall-body',
  'drip',
  'cut-length',
  'cut-chunked',
  'http-403',
  'http-429',
  'http-500-json',
  'http-502',
  'http-504',
  'bad-json',
  'empty-body',
  'html-200',
  'no-response-key',
  'null',
  'empty-response',
  'event-stream',
  'slow',
  'redirect-307',
  'page-shift',
  'page-drop',
] as const;

export type FaultName = (typeof FAULT_NAMES)[number];

export const isFaultName = (name: unknown): name is FaultName =>
  FAULT_NAMES.some((known) => known === name);
