import assert from 'node:assert/strict';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { type Ended, startNode } from '../zero-code/helpers/run-app.js';
import { CERTIFICATE, HOST, startProxy, startTlsEndpoint } from './helpers/tls-proxy.js';
import { bodies } from '../helpers/bodies.js';

/** A short flush: if the endpoint cannot be reached, nothing else ends it. */
const SHORT = {
  OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: '2000',
  OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '2000',
};

/** A service that logs a line and shuts down, on a Node with proxies of the environment. */
function run(
  server: LocalServer,
  url: string,
  env: Readonly<Record<string, string>>,
  flags: readonly string[] = [],
): Promise<Ended> {
  const args = [...flags, 'test/process/apps/ends.mjs', 'after shutdown'];
  return startNode({ ...server, url }, args, env, undefined, NODE_WITH_SQLITE).ended;
}

describe('A service behind a proxy', () => {
  for (const [how, env, flags] of [
    ['NODE_USE_ENV_PROXY=1', { NODE_USE_ENV_PROXY: '1' }, []],
    ['--use-env-proxy', {}, ['--use-env-proxy']],
    ['--use-env-proxy in NODE_OPTIONS', { NODE_OPTIONS: '--use-env-proxy' }, []],
  ] as const) {
    it(`delivers through HTTPS_PROXY with ${how}`, async () => {
      await using server = await startLocalServer();
      await using endpoint = await startTlsEndpoint(server.url);
      await using proxy = await startProxy(endpoint.port);

      const ended = await run(
        server,
        `https://${HOST}:8443`,
        { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: CERTIFICATE, ...env },
        flags,
      );

      assert.deepEqual(bodies(server), ['last'], ended.stderr);
      assert.deepEqual([...new Set(proxy.connects)], [`${HOST}:8443`]);
    });
  }

  it('connects directly to the hosts of NO_PROXY', async () => {
    await using server = await startLocalServer();
    await using endpoint = await startTlsEndpoint(server.url);
    await using proxy = await startProxy(endpoint.port);

    const ended = await run(server, `https://127.0.0.1:${endpoint.port}`, {
      HTTPS_PROXY: proxy.url,
      NO_PROXY: '127.0.0.1',
      NODE_USE_ENV_PROXY: '1',
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    });

    assert.deepEqual(bodies(server), ['last'], ended.stderr);
    assert.deepEqual(proxy.connects, []);
  });

  it('uses no proxy if Node is not set to', async () => {
    await using server = await startLocalServer();
    await using endpoint = await startTlsEndpoint(server.url);
    await using proxy = await startProxy(endpoint.port);

    const ended = await run(server, `https://${HOST}:${endpoint.port}`, {
      HTTPS_PROXY: proxy.url,
      NODE_EXTRA_CA_CERTS: CERTIFICATE,
    });

    assert.deepEqual([bodies(server), proxy.connects], [['last'], []], ended.stderr);
  });

  it('names NODE_EXTRA_CA_CERTS if the certificate of the proxy is not trusted', async () => {
    await using server = await startLocalServer();
    await using endpoint = await startTlsEndpoint(server.url);
    await using proxy = await startProxy(endpoint.port);

    const ended = await run(server, `https://${HOST}:8443`, {
      HTTPS_PROXY: proxy.url,
      NODE_USE_ENV_PROXY: '1',
      ...SHORT,
    });

    assert.deepEqual(bodies(server), []);
    assert.ok(proxy.connects.length > 0);
    assert.match(ended.stderr, /\[CWL_CERTIFICATE_UNTRUSTED\].*NODE_EXTRA_CA_CERTS/);
  });
});
