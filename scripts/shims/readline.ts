/** Stands in for `readline`, which the SDK loads for event streams: loaded when one arrives, and Redis sends none. */
import type { createInterface as CreateInterface } from 'node:readline';

export const createInterface = ((options: Parameters<typeof CreateInterface>[0]) =>
  (require('node:readline') as typeof import('node:readline')).createInterface(
    options,
  )) as typeof CreateInterface;
