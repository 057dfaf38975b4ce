// The sockets of one invocation: opened for it, destroyed with it. One kept over a freeze would die under the next POST.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';

export interface Connection {
  readonly agent: HttpAgent;
  /** Whether a connection was ever up. Before that no byte of a request can have left. */
  reached(): boolean;
  close(): void;
}

interface ConnectionOptions {
  readonly secure: boolean;
  readonly keepAlive: boolean;
  /**
   * How many connections may ever be opened. The installed SDK follows redirects, and a followed 307 would send a write
   * twice; the SDK of the bundle follows none.
   */
  readonly maxConnections: number;
}

function open({ secure, keepAlive, maxConnections }: ConnectionOptions): Connection {
  let [opened, reached] = [0, false];
  const agent = secure ? new HttpsAgent({ keepAlive }) : new HttpAgent({ keepAlive });
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => {
    opened += 1;
    if (opened > maxConnections)
      throw new Error('the API redirected a write; redirects are not followed');
    const socket = connect(options, callback);
    // With TLS no byte of the request goes out before the handshake is done and the certificate has been checked.
    socket?.once(secure ? 'secureConnect' : 'connect', () => {
      reached = true;
    });
    return socket;
  };
  return { agent, reached: () => reached, close: () => agent.destroy() };
}

/** For reads: kept alive and shared by all reads of the invocation. */
export const openPool = (secure: boolean): Connection =>
  open({ secure, keepAlive: true, maxConnections: Number.POSITIVE_INFINITY });

/** For one write: a connection of its own, so that no idle socket can hang up under it. */
export const openOnce = (secure: boolean): Connection =>
  open({ secure, keepAlive: false, maxConnections: 1 });
