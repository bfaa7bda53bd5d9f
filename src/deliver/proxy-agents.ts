import type { CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';
import type { Environment } from '../util/environment.js';

/**
 * Settings for the exporter's client where Node uses the proxies of the environment (HTTPS_PROXY, NO_PROXY): only the
 * global agent of Node does so by itself, and the SDK makes its own agents. Older versions of Node ignore the setting.
 */
export function proxyAgents(
  env: Environment,
  execArgv: readonly string[],
): Pick<CloudWatchLogsClientConfig, 'requestHandler'> {
  const flags = [...execArgv, ...(env['NODE_OPTIONS'] ?? '').split(/\s+/)];
  if (env['NODE_USE_ENV_PROXY'] !== '1' && !flags.includes('--use-env-proxy')) return {};
  const agent = { proxyEnv: env };
  return { requestHandler: { httpAgent: { ...agent }, httpsAgent: { ...agent } } };
}
