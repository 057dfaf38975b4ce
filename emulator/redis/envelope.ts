// The envelope of every answer, `{"Response":{…,"RequestId":…}}`, errors with HTTP 200 too.

import { ApiError } from './model/errors';
import type { CallRecord } from './types';

export function success({ requestId }: CallRecord, fields: Readonly<Record<string, unknown>>) {
  return JSON.stringify({ Response: { ...fields, RequestId: requestId } });
}

export function failure(record: CallRecord, { code, message }: ApiError): string {
  return success(record, { Error: { Code: code, Message: message } });
}

/** The envelope of a thrown refusal, noted in the record; anything else is a bug and goes on. */
export function refusal(record: CallRecord, error: unknown): string {
  if (!(error instanceof ApiError)) throw error;
  record.code ??= error.code;
  return failure(record, error);
}
