// What a function is on the platform, as far as a deploy decides it: what it should be, and what it is.

export interface TriggerState {
  /** `timer` or `http`; an undeclared one may be of any type. */
  readonly Type: string;
  readonly TriggerName: string;
  /** The version or alias it starts. */
  readonly Qualifier: string;
  /** A timer's cron; of a URL its switches, as JSON in one fixed form; of any other type as the API shows it. */
  readonly desc: string;
  readonly argument: string;
  readonly enabled: boolean;
  /** Whether a deploy made it, by its description: what somebody made in the console is theirs. */
  readonly ours: boolean;
}

export interface RetryPolicy {
  readonly attempts: number;
  readonly maxAgeSeconds: number;
}

export interface FunctionState {
  readonly handler: string;
  readonly runtime: string;
  readonly description: string;
  readonly memoryMb: number;
  readonly timeoutS: number;
  readonly role: string;
  readonly environment: Readonly<Record<string, string>>;
  /** Lower-case hex SHA-256 of the zip; undefined when the function does not say. */
  readonly code: string | undefined;
  /** Undefined: left as it is. */
  readonly retry: RetryPolicy | undefined;
  /** Memory reserved for the function, in MB: at most so much of it runs at once. Undefined: none. */
  readonly reservedMb: number | undefined;
}

/** Where the function is. */
export interface Place {
  readonly FunctionName: string;
  readonly Namespace: string;
}

export interface Desired extends FunctionState {
  readonly place: Place;
  readonly region: string;
  readonly code: string;
  readonly triggers: readonly TriggerState[];
}

export interface Actual extends FunctionState {
  readonly status: string;
  /** Why the status is a failed one. */
  readonly reason: string;
  /** A web function is another kind of thing under the same name. */
  readonly isWeb: boolean;
  readonly triggers: readonly TriggerState[];
  /** The Function URL's addresses, the public one first. */
  readonly urls: readonly string[];
}

export const URL_TRIGGER = 'url-trigger';
/** Triggers start whatever the default alias points to, so that a version can be released step by step. */
export const QUALIFIER = '$DEFAULT';

/** The description of a trigger that a deploy has made. */
export const OURS = 'Deployed by scf redis backup';

/** Whether anybody on the Internet may call it. Switches that cannot be read might be these. */
export const isOpenUrl = ({ Type, desc }: TriggerState): boolean =>
  Type === 'http' && (desc === urlDesc('NONE', true) || !URL_TEXTS.has(desc));

/** A URL's switches in one fixed form. */
export const urlDesc = (AuthType: string, open: boolean): string =>
  JSON.stringify({ AuthType, NetConfig: { EnableIntranet: !open, EnableExtranet: open } });

const URL_TEXTS = new Map(
  ['NONE', 'CAM'].flatMap((auth) =>
    [true, false].map((open) => [
      urlDesc(auth, open),
      `auth ${auth}, ${open ? 'public' : 'inside the VPC'}`,
    ]),
  ) as [string, string][],
);

/** A trigger's `desc` for people: a cron speaks for itself, a URL's switches are JSON. */
export const descText = (desc: string): string => URL_TEXTS.get(desc) ?? desc;
