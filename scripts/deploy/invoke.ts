// One direct call of the deployed function, and SCF's answer as what any other invocation comes to.
import * as v from 'valibot';
import type { Invocation } from '../../emulator/scf/types';
import { invoke } from './operations';
import type { Source } from './source';

const text = v.fallback(v.string(), '');

/** https://cloud.tencent.com/document/api/583/17244#Result */
const Answer = v.object({
  Result: v.object({
    RetMsg: text,
    ErrMsg: text,
    Log: text,
    FunctionRequestId: text,
    InvokeResult: v.fallback(v.number(), 0),
  }),
});

export async function callDeployed(
  source: Source,
  event: unknown,
): Promise<Pick<Invocation, 'log' | 'result' | 'error' | 'thrown'>> {
  const { Result } = v.parse(Answer, await invoke(source, JSON.stringify(event)));
  const log = Result.Log.split('\n').filter((line) => line !== '');
  if (Result.InvokeResult === 0) return { log, result: parsed(Result.RetMsg) };
  return { log, thrown: { name: 'Error', message: messageIn(Result.ErrMsg || Result.RetMsg) } };
}

/** What was thrown, in the platform's envelope or bare. */
function messageIn(shown: string): string {
  const value = parsed(shown);
  const Envelope = v.object({ errorMessage: v.string() });
  return v.is(Envelope, value) ? value.errorMessage : shown;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json);
  } catch {
    // SCF shows a text as it is.
    return json;
  }
}
