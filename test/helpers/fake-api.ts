import type { CloudWatchApi } from '../../src/deliver/cloudwatch-client.js';

type Call = {
  [Name in keyof CloudWatchApi]: { name: Name; input: Parameters<CloudWatchApi[Name]> };
}[keyof CloudWatchApi];

/** The outcome of a call: an error is thrown, a function decides, anything else is the answer. */
type Step = unknown;

type Script = { readonly [Name in keyof CloudWatchApi]?: Step[] };

export interface FakeApi extends CloudWatchApi {
  /** Calls so far, in order. */
  readonly calls: Call[];
  /** Names of the calls so far. */
  names(): string[];
}

/** Plays the outcomes of each call one after the other, then succeeds; records the calls. */
export function createFakeApi(script: Script = {}): FakeApi {
  const calls: Call[] = [];

  async function play<Name extends keyof CloudWatchApi>(
    name: Name,
    input: Parameters<CloudWatchApi[Name]>,
  ): Promise<never> {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the pair is right by the signature
    calls.push({ name, input } as Call);
    const step = script[name]?.shift();
    const result: unknown = typeof step === 'function' ? await step(...input) : step;
    if (result instanceof Error) throw result;
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- scripts are trusted
    return (result ?? {}) as never;
  }

  return {
    calls,
    names: () => calls.map(({ name }) => name),
    putLogEvents: (request) => play('putLogEvents', [request]),
    createLogGroup: (input) => play('createLogGroup', [input]),
    createLogStream: (to) => play('createLogStream', [to]),
    putRetentionPolicy: (group, days) => play('putRetentionPolicy', [group, days]),
    refreshCredentials: () => play('refreshCredentials', []),
    identity: () => play('identity', []),
    known: () => ({}),
    server: () => undefined,
    failOld: (millis) => void calls.push({ name: 'failOld', input: [millis] }),
    destroy: () => void calls.push({ name: 'destroy', input: [] }),
  };
}
