// SCF's own ways for an invocation to fail: https://www.tencentcloud.com/document/product/583/35311
import type { PlatformError } from './types';

/**
 * What an asynchronous invocation does next: run again (twice at most), wait for room, or give up.
 * https://www.tencentcloud.com/document/product/583/39851
 */
export type RetryRule = 'twice' | 'until there is room' | 'never';

export const FAILURES = {
  RequestTooLarge: { statusCode: 406, retry: 'never' },
  ResponseTooLarge: { statusCode: 407, retry: 'never' },
  UserCodeException: { statusCode: 430, retry: 'twice' },
  ResourceLimitReached: { statusCode: 432, retry: 'until there is room' },
  TimeLimitReached: { statusCode: 433, retry: 'twice' },
  HandlerNotFound: { statusCode: 437, retry: 'never' },
  UserProcessExit: { statusCode: 439, retry: 'twice' },
} as const satisfies Record<string, { statusCode: number; retry: RetryRule }>;

export type FailureName = keyof typeof FAILURES;

/** A failure of the platform, not of the handler's own code: `errorCode` -1. */
export function platformError(name: FailureName, detail: string): PlatformError {
  return {
    errorCode: -1,
    errorMessage: `${name}: ${detail}`,
    statusCode: FAILURES[name].statusCode,
  };
}

/** What a throw looks like from outside; SCF hands the stack to the caller, so it must hold no secret. */
export function userCodeError(stack: string): PlatformError {
  return {
    errorCode: 1,
    errorMessage: 'user code exception caught',
    statusCode: FAILURES.UserCodeException.statusCode,
    stackTrace: stack,
  };
}

/** @returns `never` for a status that is not in the table */
export function retryRule(error: PlatformError): RetryRule {
  const failure = Object.values(FAILURES).find((row) => row.statusCode === error.statusCode);
  return failure?.retry ?? 'never';
}
