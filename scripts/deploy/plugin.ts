// The framework's provider plugin: its commands and hooks → operations.ts. https://github.com/oss-serverless/osls
import { join, resolve } from 'node:path';
import { ROOT } from '../bundle';
import { withEnvFile } from '../env-file';
import { askPerson } from '../terminal';
import { messageOf } from './failure';
import { check, deploy, info, pack, remove } from './operations';
import { type Package, readPackage, zipFile } from './package';
import { SCHEMA } from './schema';
import { readSource, type Source } from './source';

/** As much of the framework as is used here. */
interface Serverless {
  readonly serviceDir: string;
  readonly configurationInput: object;
  readonly service: { readonly functions: Record<string, { package?: object }> };
  readonly configSchemaHandler: { defineProvider(name: string, schema: object): void };
  /** An error of this class is shown as its message alone, without a stack. */
  readonly classes: { readonly Error: new (message: string, code: string) => Error };
  setProvider(name: string, provider: object): void;
}

interface Options {
  readonly package?: string;
  readonly force?: boolean;
  readonly prune?: boolean;
  readonly unset?: readonly string[];
  readonly ask?: boolean;
  readonly 'dry-run'?: boolean;
  readonly 'any-endpoint'?: boolean;
}

const flag = (usage: string) => ({ usage, type: 'boolean' });
const region = { usage: 'Region of the function', shortcut: 'r', type: 'string' };
const prune = flag('Also delete triggers that somebody else has made');
const ask = flag('Ask before anything is changed');
const anyEndpoint = flag('Allow hosts that are not under tencentcloudapi.com');
const print = (line: string): void => console.log(line);

export default class TencentProvider {
  static getProviderName = (): string => 'tencent';

  readonly commands = {
    package: { options: { region, 'any-endpoint': anyEndpoint } },
    print: { options: { region } },
    deploy: {
      options: {
        region,
        prune,
        ask,
        'dry-run': flag('Show the plan and change nothing'),
        'any-endpoint': anyEndpoint,
        unset: { usage: 'A variable that the cloud has and that may go', type: 'multiple' },
      },
    },
    info: { options: { region } },
    remove: { options: { region, prune, ask } },
  };
  readonly hooks: Record<string, () => Promise<void>>;
  readonly #serverless: Serverless;
  readonly #options: Options;
  #made: Package | undefined;

  constructor(serverless: Serverless, options: Options) {
    this.#serverless = serverless;
    this.#options = options;
    serverless.setProvider('tencent', this);
    serverless.configSchemaHandler.defineProvider('tencent', SCHEMA);
    // The framework keeps compiled schemas under HOME, and fails where that cannot be written.
    process.env.SLS_SCHEMA_CACHE_BASE_DIR ||= join(ROOT, 'node_modules', '.cache');
    this.hooks = {
      'before:package:createDeploymentArtifacts': this.#run((source) => this.#package(source)),
      'deploy:deploy': this.#run((source) => this.#deploy(source)),
      'info:info': this.#run((source) => info(source, print)),
      'remove:remove': this.#run((source) =>
        remove(source, this.#options.prune === true, print, this.#confirm()),
      ),
    };
  }

  async #package(source: Source): Promise<void> {
    this.#made = await pack(source, this.#folder(), print, this.#options['any-endpoint']);
    // A function that has its artifact is left alone by the framework's own zipper.
    for (const fn of Object.values(this.#serverless.service.functions))
      fn.package = { artifact: this.#made.file };
  }

  /** With `--package` the framework packages nothing: that folder's zip is deployed as it is. */
  async #deploy(source: Source): Promise<void> {
    const { force = false, prune: pruned = false, 'dry-run': dryRun = false } = this.#options;
    const { unset = [], 'any-endpoint': any = false } = this.#options;
    if (this.#made === undefined) check(source, print, any);
    const made = this.#made ?? (await readPackage(zipFile(this.#folder(), source.name)));
    const asking = { confirm: this.#confirm() };
    await deploy(source, made, { force, prune: pruned, unset, dryRun, ...asking }, print);
  }

  #confirm(): () => Promise<boolean> {
    return this.#options.ask === true ? askPerson : async () => true;
  }

  #folder(): string {
    return resolve(this.#serverless.serviceDir, this.#options.package ?? '.serverless');
  }

  /** A plain Error has a message for a person; any other kind is a bug, for which the stack is wanted. */
  #run(operation: (source: Source) => Promise<void>): () => Promise<void> {
    return async () => {
      try {
        const env = withEnvFile(this.#serverless.serviceDir, process.env);
        await operation(readSource(this.#serverless.configurationInput, env));
      } catch (error) {
        if (!isForPeople(error)) throw error;
        throw new this.#serverless.classes.Error(messageOf(error), 'TENCENT_DEPLOY');
      }
    };
  }
}

const isForPeople = (error: unknown): error is Error & { remedy?: string } =>
  error instanceof Error && (error.name === 'Error' || error.name === 'ApiFailure');
