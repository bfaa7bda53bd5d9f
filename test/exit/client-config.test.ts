import assert from 'node:assert/strict';
import { Agent } from 'node:https';
import { CloudWatchLogsClient, DescribeLogGroupsCommand } from '@aws-sdk/client-cloudwatch-logs';
import { clientConfigForThread } from '../../src/exit/client-config.js';

const KEYS = { accessKeyId: 'AKID', secretAccessKey: 'key' };

function given(
  clientConfig: object,
  known = {},
  env: Readonly<Record<string, string>> = {},
  client?: unknown,
  flags: readonly string[] = ['--use-env-proxy'],
): unknown {
  return clientConfigForThread(
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a client as is used
    { clientConfig, client: client as undefined },
    known,
    { env, execArgv: [], allowedNodeEnvironmentFlags: new Set(flags) },
  );
}

/** What a client with that handler gives before and after its first call, which no server answers. */
async function ofClient(requestHandler?: object, env = {}): Promise<string[]> {
  const client = new CloudWatchLogsClient({
    region: 'eu-west-1',
    endpoint: 'http://127.0.0.1:9',
    credentials: KEYS,
    maxAttempts: 1,
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of a handler as is used
    ...(requestHandler && { requestHandler: requestHandler as never }),
  });
  const kindOf = (): string => {
    const text = JSON.stringify(given({}, { region: 'eu-west-1', credentials: KEYS }, env, client));
    if (text.includes('"requestHandler":{')) return 'proxy';
    return text.includes('"note":"the requestHandler is an instance') ? 'note' : 'direct';
  };
  const before = kindOf();
  await client.send(new DescribeLogGroupsCommand({})).catch(() => undefined);
  return [before, kindOf()];
}

describe('client-config: clientConfigForThread', () => {
  it('leaves to the SDK what is not set', () => {
    assert.deepEqual(given({}), { config: {} });
  });

  it('passes plain values, and nothing else', () => {
    const plain = { region: 'eu-west-1', credentials: KEYS, retryMode: 'standard', list: [1, { a: null }] };

    assert.deepEqual(given({ ...plain, logger: { warn: () => undefined }, later: () => 1 }), {
      config: plain,
    });
  });

  it('prefers the values of the last call, and takes only the keys of its credentials', () => {
    const expiration = new Date(1);
    const credentials = { ...KEYS, sessionToken: 't', expiration, accountId: '1', refresh: () => undefined };
    const known = { region: 'eu-west-2', endpoint: 'http://127.0.0.1:1', credentials };

    assert.deepEqual(given({ region: 'eu-west-1', credentials: () => KEYS }, known), {
      config: {
        region: 'eu-west-2',
        endpoint: 'http://127.0.0.1:1',
        credentials: { ...KEYS, sessionToken: 't', expiration, accountId: '1' },
      },
    });
  });

  for (const [what, clientConfig, known, client] of [
    ['credentials', { credentials: () => KEYS }, {}, undefined],
    ['credentials', {}, { region: 'eu-west-1' }, {}],
    ['region', { region: () => 'eu-west-1' }, {}, undefined],
    ['region', {}, { credentials: KEYS }, {}],
    ['endpoint', { endpoint: () => 'http://127.0.0.1:1' }, {}, undefined],
  ] as const) {
    it(`guesses no ${what} that only ${client ? 'a client' : 'a function'} knows`, () => {
      assert.deepEqual(given(clientConfig, known, {}, client), {
        why: `the client had not looked up its ${what} yet`,
      });
    });
  }

  class Handler {
    handle(): void {
      // Never called.
    }
  }

  it('reports a handler that cannot be passed', () => {
    const result = given({ requestHandler: new Handler() });

    assert.match(JSON.stringify(result), /^\{"config":\{\},"note":"the requestHandler is an instance/);
  });

  it('uses the proxy of the environment in place of a handler', () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:3128' };
    const agent = { proxyEnv: env };

    assert.deepEqual(given({ requestHandler: new Handler() }, {}, env), {
      config: { requestHandler: { httpAgent: agent, httpsAgent: agent } },
    });
  });

  it('reports a version of Node that does not use the proxies of the environment', () => {
    const result = given({ requestHandler: new Handler() }, {}, { HTTPS_PROXY: 'http://p' }, undefined, []);

    assert.match(
      JSON.stringify(result),
      /^\{"config":\{\},"note":"[^"]* this version of Node does not use proxies/,
    );
  });

  class ProxyAgent extends Agent {}

  it('reports the handler of a client that is not the one that every client has', async () => {
    assert.deepEqual(await ofClient({ httpsAgent: new ProxyAgent() }), ['direct', 'note']);
    assert.deepEqual(await ofClient({ httpsAgent: { proxyEnv: {} } }), ['direct', 'note']);
    assert.deepEqual(await ofClient(new Handler()), ['note', 'note']);
  });

  it('leaves out a handler that connects directly, as that of a plain client', async () => {
    assert.deepEqual(await ofClient(), ['direct', 'direct']);
    assert.deepEqual(await ofClient({ connectionTimeout: 1_000 }), ['direct', 'direct']);
    assert.deepEqual(await ofClient({ httpsAgent: new Agent({ maxSockets: 3 }) }), ['direct', 'direct']);
  });

  it('uses the proxy of the environment in place of the agent of a client, and of no other', async () => {
    const env = { HTTPS_PROXY: 'http://127.0.0.1:3128' };

    assert.deepEqual(await ofClient({ httpsAgent: new ProxyAgent() }, env), ['direct', 'proxy']);
    assert.deepEqual(await ofClient({}, env), ['direct', 'direct']);
  });
});
