// GetFunction, ListTriggers and the retry policy → what the function is. Whatever a field holds, reading never throws.
import * as v from 'valibot';
import { unmarked } from './mark';
import { type Actual, OURS, type RetryPolicy, type TriggerState, urlDesc } from './model';

const text = v.fallback(v.string(), '');
const number = v.fallback(v.number(), 0);
const listOf = <T extends v.GenericSchema>(item: T) => v.fallback(v.array(item), []);

const Details = v.object({
  Handler: text,
  Runtime: text,
  Description: text,
  MemorySize: number,
  Timeout: number,
  Role: text,
  Status: text,
  Type: text,
  StatusReasons: listOf(v.object({ ErrorMessage: text })),
  Environment: v.fallback(
    v.object({ Variables: listOf(v.object({ Key: v.string(), Value: v.string() })) }),
    { Variables: [] },
  ),
});
export type FunctionDetails = v.InferOutput<typeof Details>;

const Trigger = v.object({
  Type: text,
  TriggerName: text,
  Qualifier: text,
  TriggerDesc: text,
  CustomArgument: text,
  Description: text,
  Enable: v.fallback(v.union([v.number(), v.string()]), 1),
});
type Shown = v.InferOutput<typeof Trigger>;

const Page = v.object({ Triggers: listOf(Trigger) });
const Policy = v.object({
  AsyncTriggerConfig: v.object({
    MsgTTL: v.number(),
    RetryConfig: v.tupleWithRest([v.object({ RetryNum: v.number() })], v.unknown()),
  }),
});

const Reserved = v.object({ ReservedMem: v.pipe(v.number(), v.minValue(1)) });

/** GetReservedConcurrencyConfig: none is null, or nothing. */
export function readReserved(response: unknown): number | undefined {
  const read = v.safeParse(Reserved, response);
  return read.success ? read.output.ReservedMem : undefined;
}

const Functions = v.object({
  Functions: listOf(v.object({ FunctionName: v.string() })),
});

/** A page of ListFunctions. */
export const readNames = (response: unknown): readonly string[] =>
  v.parse(Functions, response).Functions.map(({ FunctionName }) => FunctionName);

export const readDetails = (response: unknown): FunctionDetails => v.parse(Details, response);

/** A page of ListTriggers. */
export const readTriggers = (response: unknown): readonly Shown[] =>
  v.parse(Page, response).Triggers;

export const toTriggers = (shown: readonly Shown[]): TriggerState[] => shown.map(stateOf);

export function readPolicy(response: unknown): RetryPolicy | undefined {
  const read = v.safeParse(Policy, response);
  if (!read.success) return undefined;
  const { MsgTTL, RetryConfig } = read.output.AsyncTriggerConfig;
  return { attempts: RetryConfig[0].RetryNum, maxAgeSeconds: MsgTTL };
}

export function actualOf(
  details: FunctionDetails,
  triggers: readonly Shown[],
  retry: RetryPolicy | undefined,
  reservedMb: number | undefined,
): Actual {
  const { Variables } = details.Environment;
  return {
    handler: details.Handler,
    runtime: details.Runtime,
    ...unmarked(details.Description),
    memoryMb: details.MemorySize,
    timeoutS: details.Timeout,
    role: details.Role,
    environment: Object.fromEntries(Variables.map(({ Key, Value }) => [Key, Value])),
    retry,
    reservedMb,
    status: details.Status,
    reason: details.StatusReasons.map(({ ErrorMessage }) => ErrorMessage).join('; '),
    isWeb: details.Type === 'HTTP',
    triggers: toTriggers(triggers),
    urls: triggers.flatMap(({ Type, TriggerDesc }) => (Type === 'http' ? urlsIn(TriggerDesc) : [])),
  };
}

function stateOf(shown: Shown): TriggerState {
  const { Type, TriggerName, Qualifier, TriggerDesc, CustomArgument, Enable, Description } = shown;
  return {
    Type,
    TriggerName,
    Qualifier,
    desc: canonical(Type, TriggerDesc),
    argument: CustomArgument,
    enabled: Enable === 1 || Enable === 'OPEN',
    ours: Description === OURS,
  };
}

/** A timer's cron has been seen bare and as {"cron":…}; of a URL only the two switches are ours. */
function canonical(type: string, desc: string): string {
  const value = parsed(desc);
  if (type === 'timer') return v.is(v.object({ cron: v.string() }), value) ? value.cron : desc;
  const url = v.object({
    AuthType: v.string(),
    NetConfig: v.object({ EnableExtranet: v.boolean() }),
  });
  if (type !== 'http' || !v.is(url, value)) return desc;
  return urlDesc(value.AuthType, value.NetConfig.EnableExtranet);
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // A bare cron, or a type of trigger that this does not know: shown as it is.
    return undefined;
  }
}

/** In which field the address comes back is not documented; what it looks like is. The intranet's has `.in.` in it. */
function urlsIn(desc: string): string[] {
  const urls = desc.match(/https:\/\/[\w.-]+\.tencentscf\.com/g) ?? [];
  return [...new Set(urls)].sort((a, b) => Number(a.includes('.in.')) - Number(b.includes('.in.')));
}
