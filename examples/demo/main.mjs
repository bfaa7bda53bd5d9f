// The main job in one command, without an AWS account: a CloudWatch Logs on this machine, a service that logs
// through winston, pino and the OpenTelemetry API (service.mjs), and a look at what arrived.
//
//   npm run demo
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { startLocalServer } from 'opentelemetry-exporter-cloudwatch-logs/local-server';
import { readBack } from './read-back.mjs';
import { printReport } from './report.mjs';

/** @typedef {{ orders: number, logged: import('./loggers.mjs').Logged[] }} ServiceReport */
/** @typedef {import('opentelemetry-exporter-cloudwatch-logs/local-server').LocalServer} LocalServer */

// Said by the AWS SDK on Node 20; true, and not what this demo is about.
process.env['AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED'] = 'true';

/**
 * Runs the service in its own process, with no settings but those of the local server.
 * @param {LocalServer} server
 * @returns {Promise<ServiceReport>}
 */
async function runService({ url, clientConfig }) {
  const ownSettings = Object.entries(process.env).filter(([name]) => !/^(AWS|OTEL)_/.test(name));
  const service = fork(fileURLToPath(new URL('service.mjs', import.meta.url)), {
    // Newer Nodes warn of the hook that patching ES modules still takes (DEP0205).
    execArgv: ['--disable-warning=DEP0205', '--import', new URL('instrumentation.mjs', import.meta.url).href],
    env: {
      ...Object.fromEntries(ownSettings),
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
      AWS_REGION: clientConfig.region,
      AWS_ACCESS_KEY_ID: clientConfig.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: clientConfig.credentials.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
    },
  });
  /** @type {any[]} */
  const reports = [];
  service.on('message', (report) => reports.push(report));
  const [[code]] = await Promise.all([once(service, 'exit'), once(service, 'disconnect')]);
  if (code !== 0 || reports.length !== 1) throw new Error(`The service ended with exit code ${code}.`);
  return reports[0];
}

const server = await startLocalServer();
try {
  const started = performance.now();
  const { orders, logged } = await runService(server);
  const seconds = (performance.now() - started) / 1_000;
  const arrived = await readBack(server.clientConfig);
  const complete = printReport({ server, orders, seconds, logged, arrived });
  process.exitCode = complete ? 0 : 1;
} finally {
  await server.close();
}
