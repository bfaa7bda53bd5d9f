// A service that logs and calls process.exit, in the place and with the client that its argument names.
import cluster from 'node:cluster';
import { isMainThread, Worker } from 'node:worker_threads';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { NodeHttpHandler } from '@smithy/node-http-handler';
import { CloudWatchLogRecordProcessor } from 'opentelemetry-exporter-cloudwatch-logs';

const [how = ''] = process.argv.slice(2);
const { CLIENT_URL = '', CLIENT_KEY = '' } = process.env;

/** @param {import('opentelemetry-exporter-cloudwatch-logs').CloudWatchLogRecordProcessorOptions} [more] */
function start(more) {
  const processor = new CloudWatchLogRecordProcessor({
    logStreamName: 'stream',
    onLoss: ({ count, reason }) => process.stdout.write(`lost ${count} ${reason}\n`),
    ...more,
  });
  const provider = new LoggerProvider({
    resource: resourceFromAttributes({ 'service.name': 'shop' }),
    processors: [processor],
  });
  const logger = provider.getLogger('app');
  return { provider, log: (/** @type {string} */ body) => logger.emit({ body }) };
}

/** @param {Parameters<typeof start>[0]} [more] */
function logAndExit(more, body = 'last') {
  start(more).log(body);
  process.exit(3);
}

/** A client that alone knows the endpoint and the credentials. */
function createClient() {
  return new CloudWatchLogsClient({
    endpoint: CLIENT_URL,
    region: 'eu-central-1',
    credentials: () => Promise.resolve({ accessKeyId: CLIENT_KEY, secretAccessKey: 'secret' }),
  });
}

/** @param {unknown[]} texts */
function say(...texts) {
  process.stdout.write(`${texts.join(' ')}\n`);
}

function sayDiagnostics() {
  const logger = { verbose: () => undefined, debug: () => undefined, info: say, warn: say, error: say };
  diag.setLogger(logger, { logLevel: DiagLogLevel.INFO, suppressOverrideMessage: true });
}

/** @type {Record<string, () => unknown>} */
const places = {
  'worker thread': () => {
    if (!isMainThread) return logAndExit();
    const thread = new Worker(new URL(import.meta.url), { argv: [how] });
    thread.on('exit', (code) => process.stdout.write(`thread ${code}\n`));
  },
  cluster: () => {
    if (cluster.isWorker) return logAndExit({}, `worker ${process.env['WORKER']}`);
    for (const WORKER of ['1', '2']) cluster.fork({ WORKER });
    cluster.on('exit', (_worker, code) => process.stdout.write(`worker ${code}\n`));
    start().log('primary');
  },
  'client that was called': async () => {
    const { provider, log } = start({ client: createClient() });
    log('first');
    await provider.forceFlush();
    log('last');
    process.exit(3);
  },
  'client that was not called': () => logAndExit({ client: createClient() }),
  'instance of a request handler': () =>
    logAndExit({ clientConfig: { requestHandler: new NodeHttpHandler() } }),
  'function for log groups': () => logAndExit({ logGroup: () => ({ retentionInDays: 30 }) }),
  'diagnostics at info': () => {
    sayDiagnostics();
    logAndExit();
  },
  'nothing pending': async () => {
    const { provider, log } = start();
    log('last');
    await provider.forceFlush();
    process.exit(3);
  },
  'known outage': () => {
    start({ scheduledDelayMillis: 1 }).log('last');
    process.once('message', () => process.exit(3));
  },
};
await places[how]?.();
