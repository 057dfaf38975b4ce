// A wire tap: a TCP server that passes everything on to a server of this machine and keeps what came in.
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Recorder {
  readonly port: number;
  /** What each connection sent, as text, since the last `take`. */
  take(): string[];
  close(): Promise<void>;
}

export async function startRecorder(to: number): Promise<Recorder> {
  let heard: { text: string }[] = [];
  const open = new Set<Socket>();
  const server = createServer((client) => {
    const one = { text: '' };
    heard.push(one);
    client.on('data', (chunk) => {
      one.text += chunk.toString('utf8');
    });
    const upstream = connect({ port: to, host: '127.0.0.1' });
    for (const [from, other] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.pipe(other);
      from.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    take: () => {
      const texts = heard.map(({ text }) => text);
      heard = [];
      return texts;
    },
    close: () => {
      for (const socket of open) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
