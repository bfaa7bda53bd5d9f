import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import type { LocalServer } from '../../../src/local-server/index.js';
import { NEVER_MILLIS, PROCESS_MILLIS } from '../../helpers/limits.js';

export const OURS = 'opentelemetry-exporter-cloudwatch-logs/register';
export const AUTO = '@opentelemetry/auto-instrumentations-node/register';
/** The file of the command `tsx`, which starts a process of its own. */
export const TSX = createRequire(import.meta.url).resolve('tsx/cli');

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

/** The target of the service: the local server, or another. */
type Endpoint = Pick<LocalServer, 'url' | 'clientConfig'>;

/** How a process ended, and its output. */
export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunningApp {
  readonly process: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** Starts a service of test/zero-code/apps as a user would: flags, the service, and the environment. */
export function startApp(
  server: Endpoint,
  flags: readonly string[],
  app: string,
  env: Readonly<Record<string, string>> = {},
): RunningApp {
  return startNode(server, [...flags, `test/zero-code/apps/${app}`], env);
}

/** Starts Node with an environment that points to the server. */
export function startNode(
  server: Endpoint,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  cwd = ROOT,
  node = process.execPath,
): RunningApp {
  const child = spawn(node, args, {
    cwd,
    env: {
      PATH: process.env['PATH'],
      NODE_COMPILE_CACHE: process.env['NODE_COMPILE_CACHE'],
      AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: server.url,
      AWS_REGION: server.clientConfig.region,
      AWS_ACCESS_KEY_ID: server.clientConfig.credentials.accessKeyId,
      AWS_SECRET_ACCESS_KEY: server.clientConfig.credentials.secretAccessKey,
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      OTEL_SERVICE_NAME: 'shop',
      OTEL_EXPORTER_CLOUDWATCH_LOG_GROUP_RETENTION_IN_DAYS: '7',
      // On a busy machine slow work must not time out, unless a test is about that.
      OTEL_EXPORTER_CLOUDWATCH_FLUSH_TIMEOUT_MILLIS: String(NEVER_MILLIS),
      OTEL_EXPORTER_CLOUDWATCH_REQUEST_TIMEOUT_MILLIS: String(NEVER_MILLIS),
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      // Detectors of other clouds query a network that does not exist here.
      OTEL_NODE_RESOURCE_DETECTORS: 'env,host,process',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
  return { process: child, ended: untilEnd(child) };
}

/** Runs a service to its end. */
export function runApp(...args: Parameters<typeof startApp>): Promise<Ended> {
  return startApp(...args).ended;
}

/** Resolves with the message when the service has sent one. */
export async function ready({ process, ended }: RunningApp): Promise<unknown> {
  const [message]: unknown[] = await Promise.race([once(process, 'message'), ended.then(() => [])]);
  return message;
}

async function untilEnd(child: ChildProcess): Promise<Ended> {
  let stdout = '';
  let stderr = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => (stdout += chunk));
  child.stderr?.setEncoding('utf8').on('data', (chunk: string) => (stderr += chunk));
  const [code, signal]: [number | null, NodeJS.Signals | null] = await closed(child);
  return { code, signal, stdout, stderr };
}

async function closed(child: ChildProcess): Promise<[number | null, NodeJS.Signals | null]> {
  return new Promise((resolve) => void child.once('close', (code, signal) => resolve([code, signal])));
}
