import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';

type Env = Readonly<Record<string, string | undefined>>;

/**
 * Settings for a client of ours where Node was told to use the proxies of the environment (HTTPS_PROXY, NO_PROXY): only
 * Node's global agent does so by itself, and the SDK makes agents of its own. Older Nodes ignore the setting.
 */
export function proxyAgents(
  env: Env,
  execArgv: readonly string[],
): Pick<CloudWatchLogsClientConfig, 'requestHandler'> {
  const flags = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  if (env['NODE_USE_ENV_PROXY'] !== '1' && !flags.includes('--use-env-proxy')) return {};
  const agent = { proxyEnv: env };
  return { requestHandler: { httpAgent: { ...agent }, httpsAgent: { ...agent } } };
}
