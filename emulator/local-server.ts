// What every HTTP server of the local cloud is made with: it answers programs of this machine, and no page of another site.
//
// A page can make a browser send requests to 127.0.0.1, and can give a name of its own this address (DNS rebinding). Its
// requests carry that name as their Host, or the page's Origin.
import {
  createServer,
  type IncomingHttpHeaders,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';

/** A client that is led here by its connection still asks for the real API by its name, which nobody else can point here. */
const REAL = /^([a-z0-9-]+\.)+tencentcloudapi\.com(:\d{1,5})?$/i;
const LOOPBACK = /^(127(\.\d{1,3}){3}|localhost|\[::1\])(:\d{1,5})?$/i;

/** Whether a request was meant for this machine, and comes from no page or from one of this very server. */
export const isLocal = ({ host = '', origin }: IncomingHttpHeaders): boolean =>
  (LOOPBACK.test(host) || REAL.test(host)) && (origin === undefined || origin === `http://${host}`);

const REFUSAL = {
  error:
    'The local cloud is for programs of this machine: Host must be a loopback address, and Origin absent or the same.',
};

/** A server on which every route refuses what comes from elsewhere. */
export const createLocalServer = (
  serve: (request: IncomingMessage, response: ServerResponse) => void,
): Server =>
  createServer((request, response) => {
    if (isLocal(request.headers)) {
      serve(request, response);
      return;
    }
    response.writeHead(403, { 'Content-Type': 'application/json', Connection: 'close' });
    response.end(JSON.stringify(REFUSAL));
  });
