import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { promisify } from 'node:util';
import type { LocalServer } from '../../../src/local-server/index.js';
import { PACKAGE_NAME } from '../../../src/util/package-name.js';
import { PROCESS_MILLIS } from '../../helpers/limits.js';

/** What `npm i` of the tarball alone installs: the dependency, and the peers that are not optional. */
const BROUGHT = [
  '@aws-sdk/client-cloudwatch-logs',
  '@opentelemetry/api',
  '@opentelemetry/core',
  '@opentelemetry/resources',
  '@opentelemetry/sdk-logs',
];

const folders = new Map<string, Promise<string>>();

/** A folder with only the packed tarball and the named packages of this repository installed. Made once. */
export function installed(...packages: readonly string[]): Promise<string> {
  const key = packages.join(' ');
  const folder = folders.get(key) ?? install(mkdtempSync(join(tmpdir(), 'cloudwatch-logs-cli-')), packages);
  folders.set(key, folder);
  return folder;
}

async function install(root: string, packages: readonly string[]): Promise<string> {
  process.once('exit', () => rmSync(root, { recursive: true, force: true }));
  const own = join(root, 'node_modules', PACKAGE_NAME);
  mkdirSync(own, { recursive: true });
  await promisify(execFile)('npm', ['pack', '--ignore-scripts', '--pack-destination', root]);
  const tarball = readdirSync(root).find((name) => name.endsWith('.tgz')) ?? '';
  await promisify(execFile)('tar', ['-xzf', join(root, tarball), '--strip-components=1', '-C', own]);
  for (const name of [...BROUGHT, ...packages]) {
    const link = join(root, 'node_modules', name);
    mkdirSync(dirname(link), { recursive: true });
    symlinkSync(resolve('node_modules', name), link);
  }
  return root;
}

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly process: ChildProcess;
  /** The output so far. */
  readonly stdout: () => string;
  readonly ended: Promise<Ended>;
}

/** Starts the installed binary with these variables and no others. */
export async function startCli(
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
  root = installed(),
): Promise<Running> {
  const cwd = await root;
  const binary = join('node_modules', PACKAGE_NAME, 'dist', 'esm', 'cli.js');
  const child = spawn(process.execPath, [binary, ...args], {
    cwd,
    env: { PATH: process.env['PATH'], HOME: cwd, AWS_EC2_METADATA_DISABLED: 'true', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
  const said = { stdout: '', stderr: '' };
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said.stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said.stderr += text));
  return {
    process: child,
    stdout: () => said.stdout,
    ended: new Promise((done) => child.once('close', (code) => done({ code, ...said }))),
  };
}

/** Runs the installed binary to its end. */
export async function runCli(...args: Parameters<typeof startCli>): Promise<Ended> {
  return (await startCli(...args)).ended;
}

/** The variables that point the AWS SDK to a server. */
export function settingsOf({ url, clientConfig }: LocalServer): Record<string, string> {
  return {
    AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
    AWS_REGION: clientConfig.region,
    AWS_ACCESS_KEY_ID: clientConfig.credentials.accessKeyId,
    AWS_SECRET_ACCESS_KEY: clientConfig.credentials.secretAccessKey,
  };
}
