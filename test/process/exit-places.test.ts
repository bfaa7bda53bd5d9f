import assert from 'node:assert/strict';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { PROCESS_MILLIS } from '../helpers/limits.js';
import { NODE_WITH_SQLITE } from '../helpers/node-with-sqlite.js';
import { until } from '../helpers/until.js';
import { startNode } from '../zero-code/helpers/run-app.js';
import { CERTIFICATE, HOST, startProxy, startTlsEndpoint } from './helpers/tls-proxy.js';
import { bodies } from '../helpers/bodies.js';

const APP = 'test/process/apps/places.mjs';
const WATCH = ['--import', './test/process/apps/watch-waits.mjs'];
const EXIT_MILLIS = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: String(PROCESS_MILLIS) };
const ELSEWHERE = { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'http://127.0.0.1:9', AWS_ACCESS_KEY_ID: 'AKIAOTHER' };

/** The permission model of this version of Node. */
const PERMISSION = [
  process.allowedNodeEnvironmentFlags.has('--permission') ? '--permission' : '--experimental-permission',
  '--allow-fs-read=*',
  ...(process.allowedNodeEnvironmentFlags.has('--allow-net') ? ['--allow-net'] : []),
];

/** Variables that only a client of the application reads; those of the AWS SDK point elsewhere. */
function clientOf({ url }: LocalServer): Readonly<Record<string, string>> {
  return { ...EXIT_MILLIS, ...ELSEWHERE, CLIENT_URL: url, CLIENT_KEY: 'AKIACLIENT' };
}

describe('process.exit in other places', () => {
  it('delivers in a worker thread', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'worker thread'], EXIT_MILLIS).ended;

    assert.deepEqual({ ...ended }, { code: 0, signal: null, stdout: 'thread 3\n', stderr: '' });
    assert.deepEqual(bodies(server), ['last']);
  });

  it('delivers in the workers of node:cluster and in their primary', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'cluster'], EXIT_MILLIS).ended;

    assert.deepEqual({ ...ended }, { code: 0, signal: null, stdout: 'worker 3\nworker 3\n', stderr: '' });
    // The primary continues while its workers end.
    assert.deepEqual(bodies(server).toSorted(), ['primary', 'worker 1', 'worker 2']);
  });
});

describe('process.exit with a function for log groups', () => {
  it('delivers to a group with the settings that the function gives', async () => {
    await using server = await startLocalServer();
    const env = { ...EXIT_MILLIS, OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '' };

    const ended = await startNode(server, [APP, 'function for log groups'], env).ended;

    assert.deepEqual({ ...ended }, { code: 3, signal: null, stdout: '', stderr: '' });
    assert.deepEqual(bodies(server), ['last']);
    const retentions = server.calls.filter(({ action }) => action === 'PutRetentionPolicy');
    assert.deepEqual(
      retentions.map(({ input }) => input['retentionInDays']),
      [30],
    );
  });
});

describe('process.exit with a client of its own', () => {
  it("delivers to the client's endpoint with the client's credentials", async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'client that was called'], clientOf(server)).ended;

    assert.deepEqual({ ...ended }, { code: 3, signal: null, stdout: '', stderr: '' });
    assert.deepEqual(bodies(server), ['first', 'last']);
    assert.deepEqual([...new Set(server.calls.map(({ accessKeyId }) => accessKeyId))], ['AKIACLIENT']);
  });

  it('sends nothing under another identity if the client has not shown its own', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [APP, 'client that was not called'], {
      ...clientOf(server),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
    }).ended;

    assert.deepEqual([ended.code, ended.stdout], [3, 'lost 1 shutdown\n']);
    assert.match(ended.stderr, /^[^\n]+: the client had not looked up its credentials yet[^\n]*\n$/);
    assert.deepEqual(server.calls, []);
  });
});

describe('process.exit with an instance of a request handler', () => {
  const INSTANCE = [APP, 'instance of a request handler'];

  it('delivers through the proxy of the environment', async () => {
    await using server = await startLocalServer();
    await using endpoint = await startTlsEndpoint(server.url);
    await using proxy = await startProxy(endpoint.port);
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: CERTIFICATE, ...EXIT_MILLIS };
    const to = { ...server, url: `https://${HOST}:8443` };

    const ended = await startNode(to, INSTANCE, env, undefined, NODE_WITH_SQLITE).ended;

    assert.deepEqual({ ...ended }, { code: 3, signal: null, stdout: '', stderr: '' });
    assert.deepEqual(bodies(server), ['last']);
    assert.deepEqual([...new Set(proxy.connects)], [`${HOST}:8443`]);
  });

  it('connects directly if the environment has no proxy, and reports it if that fails', async () => {
    await using server = await startLocalServer();
    await using away = await startLocalServer({ faults: [{ kind: 'hang' }] });
    const short = { OTEL_EXPORTER_CLOUDWATCH_EXIT_TIMEOUT_MILLIS: '700' };

    const ended = await startNode(server, INSTANCE, EXIT_MILLIS).ended;
    const failed = await startNode(away, INSTANCE, short).ended;

    assert.deepEqual([ended.code, ended.stderr, bodies(server)], [3, '', ['last']]);
    assert.deepEqual([failed.code, failed.stdout, bodies(away)], [3, 'lost 1 shutdown\n', []]);
    assert.match(failed.stderr, /^[^\n]+; the requestHandler is an instance[^\n]+\n$/);
  });
});

describe('process.exit without threads', () => {
  it('reports at construction what the end will lose, and counts it there', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [...PERMISSION, APP, 'diagnostics at info'], EXIT_MILLIS).ended;

    assert.equal(ended.code, 3, ended.stderr);
    const said = ended.stdout.split('\n').filter((line) => line.includes('--allow-worker'));
    assert.equal(said.length, 1, ended.stdout);
    assert.match(ended.stdout, /lost 1 shutdown\n/);
    const lastWords = ended.stderr.split('\n').filter((line) => /1 log record was /.test(line));
    assert.match(lastWords.join('\n'), /^[^\n]*--allow-worker[^\n]*$/);
    assert.deepEqual(server.calls, []);
  });

  it('delivers if the permission model allows them', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(
      server,
      [...PERMISSION, '--allow-worker', APP, 'diagnostics at info'],
      EXIT_MILLIS,
    ).ended;

    assert.deepEqual([ended.code, bodies(server)], [3, ['last']], ended.stderr);
    assert.doesNotMatch(ended.stdout, /--allow-worker/);
  });
});

describe('The wait at process.exit', () => {
  it('is zero, without a thread, if nothing is pending', async () => {
    await using server = await startLocalServer();

    const ended = await startNode(server, [...WATCH, APP, 'nothing pending'], EXIT_MILLIS).ended;

    assert.deepEqual({ ...ended }, { code: 3, signal: null, stdout: '', stderr: '' });
    assert.deepEqual(bodies(server), ['last']);
  });

  it('is 500 ms at most during a known outage', async () => {
    await using server = await startLocalServer({ faults: [{ kind: 'unavailable' }] });
    const app = startNode(server, [...WATCH, APP, 'known outage'], EXIT_MILLIS);
    // A second call: the answer to the first has been read.
    await until(() => server.calls.length >= 2);
    app.process.send('exit');

    const ended = await app.ended;

    assert.equal(ended.code, 3);
    const [thread, wait = '', ...others] = ended.stdout.trim().split('\n');
    assert.deepEqual([thread, others], ['thread cloudwatch-logs-exit', ['lost 1 shutdown']]);
    const millis = Number(/^wait (\d+(?:\.\d+)?)$/.exec(wait)?.[1]);
    assert.ok(millis <= 500, wait);
    assert.match(ended.stderr, /^[^\n]+: 1 log record was [^\n]+\n$/);
  });
});
