// The register beside that of the AWS distribution of OpenTelemetry, in both orders.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { cpSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { npmInstall, PACKAGE, writeManifest } from './install.mjs';
import { outcomeOf } from './run.mjs';
import { awsSettingsOf, startServer, startService } from './service.mjs';

const DISTRIBUTION = '@aws/aws-distro-opentelemetry-node-autoinstrumentation';
const OURS = `${PACKAGE}/register`;
const THEIRS = `${DISTRIBUTION}/register`;

/**
 * As documented: the distribution is installed, and the package is added with the versions that it needs.
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
        await npmInstall(folder);
        const versions = ['api@1.9', 'sdk-logs@0.223', 'resources@2', 'winston-transport'];
        const added = versions.map((version) => `@opentelemetry/${version}`);
        await npmInstall(folder, [tarball, ...added]);
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

/** The line that names the order that works. */
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
  const server = await startServer(folder);
  const paths = [];
  const collector = createServer((request, response) => {
    paths.push(request.url);
    request.resume().once('end', () => response.end());
  });
  collector.listen(0, '127.0.0.1');
  await once(collector, 'listening');
  try {
    const service = await startService([binary, ...flags, 'app.cjs'], {
      cwd: folder,
      env: {
        ...awsSettingsOf(server),
        OTEL_SERVICE_NAME: 'shop',
        OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
        OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.address().port}`,
        OTEL_METRICS_EXPORTER: 'none',
      },
    });
    const { signal, output } = await service.end(end);
    const records = server.events().map(({ message }) => JSON.parse(message));
    return { records, paths, signal, output };
  } finally {
    await server.close();
    collector.closeAllConnections();
    collector.close();
  }
}
