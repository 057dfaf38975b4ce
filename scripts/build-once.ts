import { type Bundle, buildBundle } from './bundle';

let built: Promise<Bundle> | undefined;

/** The bundle, built the first time a process asks for it: tests play a command many times over. */
export function buildOnce(): Promise<Bundle> {
  built ??= buildBundle();
  return built;
}
