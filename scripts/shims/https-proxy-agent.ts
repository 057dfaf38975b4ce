/**
 * Stands in for `https-proxy-agent` and the five packages behind it: a tunnel through the proxy that the SDK reads from
 * `http_proxy` or its profile, loaded when there is one. This function gives the SDK an agent of its own, so it never is.
 */
export default function HttpsProxyAgent(proxy: string) {
  const { tunnelAgent } = require('./tunnel') as typeof import('./tunnel');
  return tunnelAgent(proxy);
}
