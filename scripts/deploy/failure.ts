// What the SDK throws → an error that says what the API answered, and what to do about it.
import { redact } from '../../src/tencent/errors';
import { remedyFor } from './remedies';

/** The API's refusal, or no answer at all (code `ClientError.Unreachable`). The message holds no credentials. */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly code: string;
  readonly remedy: string;

  constructor(code: string, message: string, requestId = '') {
    super(`${code}: ${redact(message)}${requestId === '' ? '' : ` (RequestId ${requestId})`}`);
    this.code = code;
    this.remedy = remedyFor(code);
  }

  get isNotFound(): boolean {
    return /^ResourceNotFound\.Function(Name)?$/.test(this.code);
  }

  /** The gateway turned it away before the service saw it, or it never arrived: safe to repeat. */
  get isBusy(): boolean {
    return this.code.startsWith('RequestLimitExceeded');
  }
}

export const UNREACHABLE = 'ClientError.Unreachable';

/** Only an answer of the API has a code and a `traceId` in the SDK's exception; a socket's error has its errno there. */
export function apiFailure(thrown: unknown): ApiFailure {
  if (!(thrown instanceof Error)) return new ApiFailure(UNREACHABLE, String(thrown));
  const { code, requestId, traceId } = thrown as Error & Record<string, unknown>;
  if (typeof code === 'string' && code !== '' && traceId !== undefined)
    return new ApiFailure(code, thrown.message, typeof requestId === 'string' ? requestId : '');
  return new ApiFailure(UNREACHABLE, thrown.message);
}

/** For whoever typed the command: what went wrong, and what to do about it where that is known. */
export const messageOf = ({ message, remedy }: Error & { remedy?: string }): string =>
  remedy === undefined ? message : `${message}\n  What to do: ${remedy}`;
