// What a trigger hands over: where the request is found, before it is decoded.
import type { Issue } from './backup-request';
import type { Body } from './body';

/** Where a delivery's request is found; it is decoded and parsed once, behind authentication. */
export type Payload =
  | { readonly from: 'value'; readonly value: unknown }
  | { readonly from: 'text'; readonly text: string }
  | { readonly from: 'body'; readonly body: Body }
  /** The trigger carries no request of its own: the setting `DEFAULT_REQUEST` is meant. */
  | { readonly from: 'default' }
  | { readonly from: 'unreadable'; readonly issue: Issue };
