// Invocation → HTTP answer, as a Function URL or the old gateway gives it.
// https://www.tencentcloud.com/document/product/583/69491 and https://www.tencentcloud.com/document/product/583/12513
import type { HttpShape, Invocation } from './types';

export interface HttpAnswer {
  status: number;
  headers: Record<string, string | string[]>;
  body: Buffer;
}

/** The four-field object a function returns for an HTTP event; only `statusCode` is needed. */
interface IntegratedResponse {
  statusCode: number;
  headers?: Record<string, string | string[]>;
  body?: string;
  isBase64Encoded?: boolean;
}

/** Node works these out itself, and a second opinion would break the answer. */
const HOP_BY_HOP = new Set(['connection', 'content-length', 'keep-alive', 'transfer-encoding']);

export function httpAnswer(shape: HttpShape, { result, error }: Invocation): HttpAnswer {
  if (error !== undefined) return json(error.statusCode, error);
  if (isIntegrated(result)) return integrated(result);
  if (shape === 'api-gateway') {
    const message = 'Invalid scf response format. please check your scf response format.';
    return json(403, { errno: 403, error: message });
  }
  return json(200, result);
}

/** @param value anything that is JSON */
export function json(status: number, value: unknown): HttpAnswer {
  const headers = { 'content-type': 'application/json' };
  return { status, headers, body: Buffer.from(JSON.stringify(value)) };
}

function isIntegrated(value: unknown): value is IntegratedResponse {
  if (typeof value !== 'object' || value === null) return false;
  const { statusCode, headers, body, isBase64Encoded } = value as Record<string, unknown>;
  return (
    Number.isInteger(statusCode) &&
    Number(statusCode) >= 200 &&
    Number(statusCode) <= 599 &&
    (headers === undefined || (typeof headers === 'object' && headers !== null)) &&
    (body === undefined || typeof body === 'string') &&
    (isBase64Encoded === undefined || typeof isBase64Encoded === 'boolean')
  );
}

function integrated(response: IntegratedResponse): HttpAnswer {
  const headers = Object.entries(response.headers ?? {})
    .map(([name, value]) => [name.toLowerCase(), value] as const)
    .filter(([name]) => !HOP_BY_HOP.has(name));
  return {
    status: response.statusCode,
    headers: Object.fromEntries(headers),
    body: Buffer.from(response.body ?? '', response.isBase64Encoded === true ? 'base64' : 'utf8'),
  };
}
