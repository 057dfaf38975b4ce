/**
 * Stands in for `https-proxy-agent` and the five packages behind it. There is no tunnel here, so a proxy is an error
 * before anything is sent: going around it would fail late, or succeed against the operator's rules.
 */
const VARIABLES = ['HTTPS_PROXY', 'https_proxy', 'http_proxy'] as const;
const LOOPBACK = /^(localhost|127\..*|\[::1\])$/;

const unsupported = (where: string): Error =>
  new Error(
    `${where} names a proxy, and this function connects to the API without one: remove it, and let the function reach the API directly`,
  );

/** @throws Error for a call that leaves this machine where a proxy is set; the local cloud is reached without one */
export function refuseProxy({ protocol, hostname }: URL): void {
  const name = VARIABLES.find((variable) => process.env[variable]);
  if (name !== undefined && protocol === 'https:' && !LOOPBACK.test(hostname))
    throw unsupported(name);
}

/** The SDK makes one when it is given no agent; this function gives it one for each call. */
export default class HttpsProxyAgent {
  constructor() {
    throw unsupported('the SDK’s profile or http_proxy');
  }
}
