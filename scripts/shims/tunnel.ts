/** A tunnel by CONNECT through a proxy: what `https-proxy-agent` makes, with the same bytes and the same refusals. */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { connect, Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

interface Target {
  readonly host: string;
  readonly port: number | string;
  readonly servername?: string;
  readonly path?: string;
}

type OnSocket = (error: Error | null, socket?: Socket) => void;

/** node-fetch asks an agent that is a function for the one of an address. */
export function tunnelAgent(proxy: string) {
  return ({ protocol }: { protocol: string }): HttpAgent => {
    const secure = protocol === 'https:';
    const agent = secure ? new HttpsAgent() : new HttpAgent();
    const createConnection = (target: Target, onSocket: OnSocket) =>
      tunnel(new URL(proxy), target, secure, onSocket);
    return Object.assign(agent, { createConnection });
  };
}

function tunnel(proxy: URL, target: Target, secure: boolean, onSocket: OnSocket): void {
  const socket = connectTo(proxy);
  let head = Buffer.alloc(0);
  const read = (chunk: Buffer) => {
    head = Buffer.concat([head, chunk]);
    if (!head.includes('\r\n\r\n')) return;
    socket.off('data', read).off('error', onSocket);
    if (/^\S+ 200\b/.test(head.toString('latin1')))
      onSocket(null, secure ? secured(socket, target) : socket);
    else onSocket(null, replayed(socket, head));
  };
  socket.on('data', read).once('error', onSocket);
  socket.write(connectRequest(proxy, target, secure));
}

function connectTo({ protocol, hostname, port }: URL): Socket {
  const host = hostname.replace(/^\[|\]$/g, '');
  return protocol === 'https:'
    ? connectTls({ host, port: Number(port || 443), ALPNProtocols: ['http 1.1'] })
    : connect({ host, port: Number(port || 80) });
}

function connectRequest({ username, password }: URL, { host, port }: Target, secure: boolean) {
  const login = decodeURIComponent(`${username}:${password}`);
  const usual = Number(port) === (secure ? 443 : 80);
  const headers = [
    ...(login === ':'
      ? []
      : [`Proxy-Authorization: Basic ${Buffer.from(login).toString('base64')}`]),
    `Host: ${usual ? host : `${host}:${port}`}`,
    'Connection: close',
  ];
  return `CONNECT ${host}:${port} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n`;
}

const secured = (socket: Socket, { path, port, host, servername = host, ...options }: Target) =>
  connectTls({ ...options, socket, servername });

/** A proxy's refusal is the answer to the request, which itself is never sent to the proxy: it may hold a signature. */
function replayed(socket: Socket, head: Buffer): Socket {
  socket.destroy();
  const answer = new Socket({ writable: false });
  setImmediate(() => {
    answer.push(head);
    answer.push(null);
  });
  return answer;
}
