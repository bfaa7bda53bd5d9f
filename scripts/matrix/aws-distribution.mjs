// The register beside that of the AWS distribution of OpenTelemetry, in both orders.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { NPM_FLAGS, PACKAGE, writeManifest } from './install.mjs';
import { must, outcomeOf } from './run.mjs';

const DISTRIBUTION = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';
const OURS = `${PACKAGE}/register`;
const THEIRS = `${DISTRIBUTION}/register`;

/** Longest that the service may run. */
const TIMEOUT_MILLIS = 60_000;

/**
 * As the README says it: the distribution is there, and the package is added with the versions that it needs.
 * @param {{ root: string, tarball: string, node: { binary: string, version: string } }} parts
 * @returns {import('./queue.mjs').Combination}
 */
export function awsDistribution({ root, tarball, node }) {
  return {
    name: `the AWS distribution in both orders, Node ${node.version}`,
    work: () =>
      outcomeOf(async () => {
        const folder = join(root, `aws-distribution-${node.version}`);
        writeManifest(folder, {
          dependencies: { [DISTRIBUTION]: '^0.13.0', pino: '^10.4.0', winston: '^3.19.0' },
        });
        await must('npm', ['install', ...NPM_FLAGS], { cwd: folder });
        const versions = ['api@1.9', 'sdk-logs@0.223', 'resources@2', 'winston-transport'];
        const added = versions.map((version) => `@opentelemetry/${version}`);
        await must('npm', ['install', ...NPM_FLAGS, tarball, ...added], { cwd: folder });
        cpSync('test/matrix/aws-distribution/app.cjs', join(folder, 'app.cjs'));

        for (const flag of ['--require', '--import'])
          await oursFirst([flag, OURS, flag, THEIRS], folder, node);
        await theirsFirst(['--require', THEIRS, '--require', OURS], folder, node);
        return 'logs with trace ids and spans with ours first, a warning with theirs first';
      }),
  };
}

/** Logs with trace ids, spans, and an end by SIGTERM. */
async function oursFirst(flags, folder, node) {
  const { records, paths, signal } = await runService(flags, folder, node);
  assert.equal(signal, 'SIGTERM', flags.join(' '));
  assert.deepEqual(
    records.map(({ body }) => body),
    ['asked', 'asked'],
  );
  for (const { traceId } of records) assert.match(traceId, /^[0-9a-f]{32}$/);
  assert.ok(paths.includes('/v1/traces'), paths.join());
}

/** One line that says which order works. */
async function theirsFirst(flags, folder, node) {
  const { records, output } = await runService(flags, folder, node, 'SIGKILL');
  assert.deepEqual(records, []);
  assert.match(output, new RegExp(`has to come second: node --require ${OURS} --require ${THEIRS}`));
}

/**
 * @param {readonly string[]} flags
 * @param {string} folder
 * @param {{ binary: string }} node
 * @param {NodeJS.Signals} end
 */
async function runService(flags, folder, { binary }, end = 'SIGTERM') {
  const { startLocalServer } = createRequire(resolve(folder, 'app.cjs'))(`${PACKAGE}/local-server`);
  const server = await startLocalServer();
  const paths = [];
  const collector = createServer((request, response) => {
    paths.push(request.url);
    request.resume().once('end', () => response.end());
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  try {
    const { region, credentials } = server.clientConfig;
    const child = spawn(binary, [...flags, 'app.cjs'], {
      cwd: folder,
      env: {
        AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
        AWS_REGION: region,
        AWS_ACCESS_KEY_ID: credentials.accessKeyId,
        AWS_SECRET_ACCESS_KEY: credentials.secretAccessKey,
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
        OTEL_METRICS_EXPORTER: 'none',
      },
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      timeout: TIMEOUT_MILLIS,
      killSignal: 'SIGKILL',
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => (output += text));
    }
    const ended = once(child, 'close');
    const [ready] = await Promise.race([once(child, 'message'), ended.then(() => [undefined])]);
    assert.equal(ready, 'ready', output);
    child.kill(end);
    const [, signal] = await ended;
    const records = server.events().map(({ message }) => JSON.parse(message));
    return { records, paths, signal, output };
  } finally {
    await server.close();
    collector.closeAllConnections();
    collector.close();
  }
}
