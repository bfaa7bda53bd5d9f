import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import type { LocalServer } from '../../../src/local-server/index.js';
import { PROCESS_MILLIS } from '../../helpers/limits.js';

const ROOT = new URL('../../../', import.meta.url);

export interface Example {
  /** The program, relative to the root of the package. */
  readonly script: string;
  /** Loaded before it. */
  readonly instrumentation?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface RunningExample {
  readonly process: ChildProcess;
  /** Resolves with the next output. */
  output(): Promise<string>;
  /** Resolves with the whole output, after the process ended with code 0 and with nothing on stderr. */
  readonly ended: Promise<string>;
}

/** Starts an example in its own process, with the settings that its first comment names and no others. */
export function startExample(
  { script, instrumentation, env }: Example,
  server?: LocalServer,
): RunningExample {
  const preload = instrumentation === undefined ? [] : ['--import', fileUrl(instrumentation)];
  const child = spawn(process.execPath, [...preload, fileURLToPath(fileUrl(script))], {
    cwd: fileURLToPath(ROOT),
    env: {
      PATH: process.env['PATH'],
      ...(server && localSettings(server)),
      // Warnings of the AWS SDK about Node 20, and of newer Nodes about module.register.
      AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED: 'true',
      NODE_OPTIONS: '--disable-warning=DEP0205',
      ...env,
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
  const ended = wholeOutput(child);
  return {
    process: child,
    output: () => Promise.race([once(child.stdout!, 'data').then(String), ended]),
    ended,
  };
}

/** Runs an example to its end, and returns its output. */
export function runExample(example: Example, server?: LocalServer): Promise<string> {
  return startExample(example, server).ended;
}

/** The settings that `node examples/local-server.mjs` prints. */
function localSettings({ url, clientConfig }: LocalServer): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_REGION: clientConfig.region,
    AWS_ACCESS_KEY_ID: clientConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: clientConfig.credentials.secretAccessKey,
  };
}

async function wholeOutput(child: ChildProcess): Promise<string> {
  const [[code, signal], stdout, stderr] = await Promise.all([
    once(child, 'exit'),
    text(child.stdout!),
    text(child.stderr!),
  ]);
  assert.deepEqual({ code, signal, stderr }, { code: 0, signal: null, stderr: '' });
  return stdout;
}

function fileUrl(path: string): string {
  return new URL(path, ROOT).href;
}
