// COS, CMQ and CKafka: {"Records":[{"cos"|"CMQ"|"Ckafka":{…}}, …]}. The key within the records tells which it is.

import type { Delivery } from '../delivery';
import { isObject } from '../request/json';
import { hasOnlyKey, invalidDelivery } from './event';

const SOURCES = ['cos', 'CMQ', 'Ckafka'] as const;
type Source = (typeof SOURCES)[number];
type Fields = Readonly<Record<string, unknown>>;

/** The source of a record; undefined for a record of none or of several. */
function findSource(record: unknown): Source | undefined {
  if (!isObject(record)) return undefined;
  const [source, ...others] = SOURCES.filter((name) => isObject(record[name]));
  return others.length === 0 ? source : undefined;
}

const getRecords = (event: unknown): readonly unknown[] =>
  hasOnlyKey(event, 'Records') && Array.isArray(event.Records) ? event.Records : [];

// An event has one source, so its first record with a known source decides, and exactly one of the three triggers
// claims the event. A broken first record does not make the whole event unknown.
export function holdsRecords(event: unknown, source: Source): boolean {
  for (const record of getRecords(event)) {
    const found = findSource(record);
    if (found !== undefined) return found === source;
  }
  return false;
}

/**
 * Makes one delivery a record; a record of another source becomes an invalid delivery.
 *
 * @param read makes the delivery of `Records[i].<source>`, found at `path`; `record` is the whole record
 */
export const readRecords = (
  event: unknown,
  source: Source,
  read: (content: Fields, path: string, record: Fields) => Delivery,
): readonly Delivery[] =>
  getRecords(event).map((record, index) => {
    const path = `Records[${index}]`;
    if (!isObject(record) || findSource(record) !== source)
      return invalidDelivery(path, `is not a record with ${source}, like the others of this event`);
    const content = record[source];
    return read(isObject(content) ? content : {}, `${path}.${source}`, record);
  });
