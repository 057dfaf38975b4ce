// The SCF API over the official SDK, as far as a deploy needs it: reads are repeated, writes hardly ever.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Credential } from 'tencentcloud-sdk-nodejs/tencentcloud/common/interface';
import { Client } from 'tencentcloud-sdk-nodejs/tencentcloud/services/scf/v20180416/scf_client';
import type { Endpoint } from '../../src/redis-api';
import {
  actualOf,
  type FunctionDetails,
  readDetails,
  readNames,
  readPolicy,
  readReserved,
  readTriggers,
  toTriggers,
} from './actual';
import type { ApiRequest } from './calls';
import { type ApiFailure, apiFailure, UNREACHABLE } from './failure';
import type { Actual, Place, TriggerState } from './model';

const TIMEOUT_S = 30;
const TRIES = 4;
const FIRST_PAUSE_MS = 200;
const LONGEST_PAUSE_MS = 2_000;
/** A change takes seconds; one that takes minutes has got stuck. */
const SETTLE_MS = 180_000;
const BUSY = ['Creating', 'Updating', 'Publishing', 'Deleting'];
const PAGE = 100;

export interface Access {
  readonly endpoint: Endpoint;
  readonly region: string;
  readonly credential: Credential;
}

export interface OtherFunction {
  readonly name: string;
  readonly triggers: readonly TriggerState[];
}

export class ScfApi {
  /** Where it calls. */
  readonly host: string;
  readonly #client: Client;

  /** @param timeoutS of one call; a function that is run takes its own time */
  constructor({ endpoint, region, credential }: Access, timeoutS = TIMEOUT_S) {
    this.host = endpoint.host;
    const httpProfile = {
      endpoint: this.host,
      protocol: `${endpoint.protocol}//`,
      reqTimeout: timeoutS,
    };
    this.#client = new Client({ credential, region, profile: { language: 'en-US', httpProfile } });
  }

  /** What the function is once no change is under way any more; undefined when there is none. */
  async actual(place: Place): Promise<Actual | undefined> {
    const details = await this.settled(place);
    if (details === undefined) return undefined;
    const triggers = await this.#triggers(place);
    const [retry, reserved] = await Promise.all(
      ['GetFunctionEventInvokeConfig', 'GetReservedConcurrencyConfig'].map((action) =>
        this.#read({ action, params: { ...place } }),
      ),
    );
    return actualOf(details, triggers, readPolicy(retry), readReserved(reserved));
  }

  /**
   * The functions whose names begin alike, with their triggers: other stages of the same service.
   * @throws {ApiFailure} when they may not be listed
   */
  async others(prefix: string, { FunctionName, Namespace }: Place): Promise<OtherFunction[]> {
    const params = { Namespace, SearchKey: prefix, Limit: PAGE };
    const names = readNames(await this.#read({ action: 'ListFunctions', params }));
    const found = names.filter((name) => name.startsWith(prefix) && name !== FunctionName);
    const others: OtherFunction[] = [];
    for (const name of found) {
      const triggers = await this.#triggers({ FunctionName: name, Namespace });
      others.push({ name, triggers: toTriggers(triggers) });
    }
    return others;
  }

  /** Runs the function once, as a direct call does, and waits for it. */
  invoke(place: Place, event: string): Promise<unknown> {
    const params = { ...place, InvocationType: 'RequestResponse', ClientContext: event };
    return this.write({ action: 'Invoke', params: { ...params, Qualifier: '$DEFAULT' } });
  }

  /**
   * Waits until the function is neither created nor changed.
   * @throws {Error} after three minutes
   */
  async settled(place: Place): Promise<FunctionDetails | undefined> {
    const giveUpAt = performance.now() + SETTLE_MS;
    for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
      const details = await this.#details(place);
      if (details === undefined || !BUSY.includes(details.Status)) return details;
      if (performance.now() > giveUpAt)
        throw new Error(
          `${place.FunctionName} has been ${details.Status} for three minutes: look at it in the console, then run this again`,
        );
      await sleep(pause);
    }
  }

  /** A write that was answered with "too many calls" did not happen, and is repeated; any other failure is not. */
  write(request: ApiRequest): Promise<unknown> {
    return this.#call(request, (failure) => failure.isBusy);
  }

  async #details(place: Place): Promise<FunctionDetails | undefined> {
    try {
      const params = { ...place, ShowCode: 'FALSE' };
      return readDetails(await this.#read({ action: 'GetFunction', params }));
    } catch (error) {
      if (isNotFound(error)) return undefined;
      throw error;
    }
  }

  async #triggers(place: Place): Promise<ReturnType<typeof readTriggers>> {
    const all: ReturnType<typeof readTriggers>[number][] = [];
    for (let Offset = 0; ; Offset += PAGE) {
      const params = { ...place, Offset, Limit: PAGE };
      const page = readTriggers(await this.#read({ action: 'ListTriggers', params }));
      all.push(...page);
      if (page.length < PAGE) return all;
    }
  }

  #read(request: ApiRequest): Promise<unknown> {
    return this.#call(request, (failure) => failure.isBusy || failure.code === UNREACHABLE);
  }

  async #call(
    { action, params }: ApiRequest,
    mayRepeat: (failure: ApiFailure) => boolean,
  ): Promise<unknown> {
    for (let tries = 1; ; tries += 1) {
      try {
        return await this.#client.request(action, params);
      } catch (thrown) {
        const failure = apiFailure(thrown);
        if (tries === TRIES || !mayRepeat(failure)) throw failure;
        await sleep(FIRST_PAUSE_MS * 2 ** (tries - 1));
      }
    }
  }
}

const isNotFound = (error: unknown): boolean =>
  error instanceof Error && 'isNotFound' in error && error.isNotFound === true;
