// The sockets of one invocation: opened for it, destroyed with it. One kept over a freeze would die under the next POST.
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { Socket } from 'node:net';

export interface Connection {
  readonly agent: HttpAgent;
  /** Whether a connection was ever up. Before that no byte of a request can have left. */
  reached(): boolean;
  close(): void;
  /** Drops a connection that is not up yet, so that nothing can be sent on it. */
  closeUnlessUp(): void;
}

interface ConnectionOptions {
  readonly secure: boolean;
  readonly keepAlive: boolean;
  /**
   * How many connections may ever be opened. The installed SDK follows redirects, and a followed 307 would send a write
   * twice; the SDK of the bundle follows none.
   */
  readonly maxConnections: number;
  /** The most that are open at a time. */
  readonly maxSockets: number;
  /** Asked when a connection is up, before the request leaves. */
  mayLeave(): boolean;
}

function open(options: ConnectionOptions): Connection {
  const { secure, keepAlive, maxConnections, maxSockets, mayLeave } = options;
  let [opened, reached] = [0, false];
  const agentOptions = { keepAlive, maxSockets };
  const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const connect = agent.createConnection.bind(agent);
  agent.createConnection = (socketOptions, callback) => {
    opened += 1;
    if (opened > maxConnections) {
      // Not thrown: for a request that had to wait for its socket, nobody would catch it.
      const error = new Error('the API redirected a write; redirects are not followed');
      callback?.(error, new Socket());
      return undefined;
    }
    const socket = connect(socketOptions, callback);
    // With TLS no byte of the request goes out before the handshake is done and the certificate has been checked. This
    // listener comes before Node's own, which sends what has been written so far.
    socket?.once(secure ? 'secureConnect' : 'connect', () => {
      if (mayLeave()) reached = true;
      else socket.destroy(new Error('the connection was up too late'));
    });
    return socket;
  };
  const close = (): void => agent.destroy();
  return {
    agent,
    reached: () => reached,
    close,
    closeUnlessUp: () => {
      if (!reached) close();
    },
  };
}

/** Enough for the looks of a fleet; targets that wait look again beside them. */
const MAX_READS = 60;

/** For reads: kept alive and shared by all reads of the invocation. */
export const openPool = (secure: boolean): Connection =>
  open({
    secure,
    keepAlive: true,
    maxConnections: Number.POSITIVE_INFINITY,
    maxSockets: MAX_READS,
    mayLeave: () => true,
  });

/** For one write: a connection of its own, so that no idle socket can hang up under it. */
export const openOnce = (secure: boolean, mayLeave: () => boolean): Connection =>
  open({ secure, keepAlive: false, maxConnections: 1, maxSockets: 1, mayLeave });
