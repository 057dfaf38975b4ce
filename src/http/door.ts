// The HTTP door: the route, then the caller. What it returns is the ending; nothing means: come in.
import type { Config } from '../config';
import type { Ending } from '../ending';
import type { HttpMessage } from '../triggers/trigger';
import { authenticate } from './authenticate';
import { routeOf } from './route';

/** The ending of a request that goes no further, or undefined for one that may ask for a backup or a reading. */
export function stopAtDoor(
  message: HttpMessage,
  config: Config,
  version: string,
): Ending | undefined {
  const route = routeOf(message);
  switch (route.to) {
    case 'health':
      return { kind: 'healthy', version };
    case 'nowhere':
      return { kind: 'no such route' };
    case 'wrong method':
      return { kind: 'wrong method', allow: route.allow };
    case 'coverage':
    case 'backups':
    case 'task':
    case 'backup': {
      const admission = authenticate(message, config);
      return admission === 'admitted' ? undefined : { kind: admission };
    }
    default:
      return route satisfies never;
  }
}
