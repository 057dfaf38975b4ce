// Checks of what a function is made of: its zip, its variables, its numbers.
import * as v from 'valibot';
import type { Variable } from '../types';
import { unzip } from '../unzip';
import { invalid } from './action';

/** https://www.tencentcloud.com/document/product/583/11637 */
const MAX_ENVIRONMENT_BYTES = 4096;
/** The list of CreateFunction's page, and what the runtime's own page has beyond it (https://www.tencentcloud.com/document/product/583/11060). */
const RUNTIMES = ['Nodejs12.16', 'Nodejs14.18', 'Nodejs16.13', 'Nodejs18.15', 'Nodejs20.19'];

export const CodeFields = v.strictObject({ ZipFile: v.string() });
export const EnvironmentFields = v.strictObject({
  Variables: v.array(v.strictObject({ Key: v.string(), Value: v.string() })),
});

/** @throws {ApiError} unless it is a zip in base64 that holds the handler's file */
export function zipOf({ ZipFile }: v.InferOutput<typeof CodeFields>, handler: string): Buffer {
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(ZipFile))
    throw invalid('ZipFileBase64BinasciiError', 'The zip file is not base64.');
  const zip = Buffer.from(ZipFile, 'base64');
  const file = `${handler.split('.')[0]}.js`;
  if (!namesIn(zip).includes(file))
    throw invalid('ZipFile', `The zip file is no zip, or has no ${file} at its root.`);
  return zip;
}

function namesIn(zip: Buffer): string[] {
  try {
    return [...unzip(zip).keys()];
  } catch {
    return [];
  }
}

/**
 * The variables after a change. An empty list leaves the old ones, and one pair of empty texts clears them; both are
 * known from Terraform's provider. Whether an empty value is taken is documented nowhere: refused here, so that nothing
 * relies on it.
 */
export function variablesAfter(before: Variable[], given: Variable[]): Variable[] {
  const [first] = given;
  if (first === undefined) return before;
  if (given.length === 1 && first.Key === '' && first.Value === '') return [];
  for (const { Key, Value } of given) checkVariable(Key, Value);
  const bytes = given.reduce((sum, one) => sum + Buffer.byteLength(one.Key + one.Value), 0);
  if (bytes > MAX_ENVIRONMENT_BYTES)
    throw invalid('EnvironmentExceededLimit', `The variables have ${bytes} bytes of 4096.`);
  return given;
}

function checkVariable(name: string, value: string): void {
  if (/^(SCF_|QCLOUD_|TENCENTCLOUD_)/.test(name))
    throw invalid('EnvironmentSystemProtect', `The variable ${name} is reserved.`);
  if (!/^[A-Za-z]\w*$/.test(name) || value === '')
    throw invalid('Environment', `The variable ${name} has no name or no value.`);
}

export function checkRuntime(runtime: string): void {
  if (!RUNTIMES.includes(runtime)) throw invalid('Runtime', `There is no runtime ${runtime}.`);
}

export function checkNumbers(part: {
  MemorySize?: number | undefined;
  Timeout?: number | undefined;
}): void {
  const { MemorySize = 128, Timeout = 3 } = part;
  if (MemorySize !== 64 && (MemorySize < 128 || MemorySize > 3072 || MemorySize % 128 !== 0))
    throw invalid('MemorySize', 'The memory is 64 or a multiple of 128 up to 3072 MB.');
  if (Timeout < 1 || Timeout > 900) throw invalid('Timeout', 'The timeout is 1 to 900 s.');
}

/** Letters, digits, spaces, commas, full stops, line ends and Chinese; at most 1000. */
export function checkDescription(text: string): void {
  if (text.length > 1000 || /[^\w ,.\n\u4e00-\u9fff]|_/.test(text))
    throw invalid('Description', 'The description has a character that is not allowed.');
}
