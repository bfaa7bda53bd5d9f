import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { KnownConfig } from '../deliver/cloudwatch-client.js';
import { proxyAgents } from '../deliver/proxy-agents.js';
import { readPath } from '../deliver/read-path.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import { isObject } from '../util/is-object.js';

/** The facts of a process that decide how its calls are sent. */
export type ProcessSettings = Pick<NodeJS.Process, 'env' | 'execArgv' | 'allowedNodeEnvironmentFlags'>;

/** The configuration for a client in another thread, or why there is none. */
export type ThreadClientConfig =
  { readonly config: CloudWatchLogsClientConfig; readonly note?: string } | { readonly why: string };

const PROXIES = ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy'];

/** Versions of Node that can use the proxies of the environment. */
const PROXY_FLAG = '--use-env-proxy';

const NO_HANDLER =
  'the requestHandler is an instance, which cannot be passed to a thread, and the environment names no proxy: the calls went out directly';
const OLD_NODE =
  'the requestHandler is an instance, which cannot be passed to a thread, and this version of Node does not use proxies of the environment: the calls went out directly';

/**
 * The configuration of the main thread's client, as far as a thread can receive it: the values that its calls resolved,
 * otherwise the plain values of the options, otherwise nothing, so that the SDK looks them up. It never guesses an
 * account: credentials that only a function or a client knows are not replaced by others.
 */
export function clientConfigForThread(
  { client, clientConfig }: Pick<ResolvedOptions, 'client' | 'clientConfig'>,
  known: KnownConfig,
  { env, execArgv, allowedNodeEnvironmentFlags }: ProcessSettings,
): ThreadClientConfig {
  const given = { ...clientConfig };
  const credentials = plainCredentials(known.credentials) ?? plainCredentials(given.credentials);
  const isOthers = client !== undefined || given.credentials !== undefined;
  if (credentials === undefined && isOthers)
    return { why: 'the client had not looked up its credentials yet' };
  const region = known.region ?? given.region;
  if (typeof region !== 'string' && (client !== undefined || region !== undefined))
    return { why: 'the client had not looked up its region yet' };
  const endpoint = known.endpoint ?? given.endpoint;
  if (typeof endpoint === 'function') return { why: 'the client had not looked up its endpoint yet' };

  const config: Record<string, unknown> = { ...proxyAgents(env, execArgv) };
  for (const [key, value] of Object.entries(given)) if (isPlain(value)) config[key] = value;
  const ofMain: unknown =
    client === undefined ? given.requestHandler : readPath(client, 'config', 'requestHandler');
  const isInstance =
    ofMain !== undefined && !isPlain(ofMain) && (client === undefined || !isDefaultHandler(ofMain));
  const hasProxy = PROXIES.some((name) => (env[name] ?? '') !== '');
  const usesProxy = hasProxy && allowedNodeEnvironmentFlags.has(PROXY_FLAG);
  if (isInstance && usesProxy) {
    const agent = { proxyEnv: { ...env } };
    config['requestHandler'] = { httpAgent: agent, httpsAgent: agent };
  }
  Object.assign(
    config,
    credentials && { credentials },
    region !== undefined && { region },
    endpoint !== undefined && { endpoint },
  );
  return {
    config,
    ...(isInstance && !usesProxy && { note: hasProxy ? OLD_NODE : NO_HANDLER }),
  };
}

/**
 * Every client has a handler: the SDK's own, which connects directly with Node's agents, unless the application has given
 * another handler or another agent.
 */
function isDefaultHandler(handler: unknown): boolean {
  const agent = readPath(handler, 'config', 'httpsAgent');
  // Before its first call the handler of the SDK has no agent.
  if (agent === undefined) return readPath(handler, 'configProvider') !== undefined;
  const { constructor }: { readonly constructor?: { readonly name?: unknown } } = Object(agent);
  return constructor?.name === 'Agent' && readPath(agent, 'options', 'proxyEnv') === undefined;
}

/** The keys alone: other parts may not be copyable. */
function plainCredentials(credentials: unknown): CloudWatchLogsClientConfig['credentials'] {
  const keys: Record<string, unknown> = Object(credentials);
  const { accessKeyId, secretAccessKey, sessionToken, expiration, accountId } = keys;
  if (typeof accessKeyId !== 'string' || typeof secretAccessKey !== 'string') return undefined;
  return {
    accessKeyId,
    secretAccessKey,
    ...(typeof sessionToken === 'string' && { sessionToken }),
    ...(expiration instanceof Date && { expiration }),
    ...(typeof accountId === 'string' && { accountId }),
  };
}

/** Whether a copy of the value is complete. */
function isPlain(value: unknown): boolean {
  if (typeof value === 'function' || typeof value === 'symbol') return false;
  if (!isObject(value)) return true;
  if (Array.isArray(value)) return value.every(isPlain);
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return false;
  return Object.values(value).every(isPlain);
}
