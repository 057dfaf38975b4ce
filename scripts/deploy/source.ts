// What a command works from: serverless.yml with its variables filled in by the framework, read as the local host reads it.
import { checkService, readDocument } from '../../emulator/scf/service';
import type { Service } from '../../emulator/scf/service-schema';
import type { VariableSources } from '../../emulator/scf/variables';

export interface Source {
  /** The service's name, which is also the zip's. */
  readonly name: string;
  readonly service: Service;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * @param document serverless.yml as a value, no `${…}` left in it
 * @throws {Error} one line a problem, each with its path in the file
 */
export function readSource(document: object, env: Source['env']): Source {
  const name = 'service' in document ? String(document.service) : 'service';
  return { name, service: checkService(document, 'serverless.yml', env), env };
}

/** The same without the framework. */
export const readOwnSource = (file: string, sources: VariableSources): Source =>
  readSource(Object(readDocument(file, sources)), sources.env);
