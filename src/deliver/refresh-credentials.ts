import type { CloudWatchLogsClient, CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';

/**
 * Asks for new credentials. The SDK reads the shared files of AWS once in the life of a process, also where they were
 * not there yet, so that keys which another process writes into them (the SSM agent, a Vault agent, a person) would
 * never be seen: the default chain without its cache reads them anew, for every provider that looks there.
 */
export async function refreshCredentials(
  client: object,
  own: CloudWatchLogsClientConfig = {},
): Promise<void> {
  // With credentials of somebody's own the chain is not what they come from, and it may take long to find nothing.
  const { config }: Partial<CloudWatchLogsClient> = client;
  if (config !== undefined && own.credentials === undefined) {
    const chain: unknown = Reflect.get(config, 'credentialDefaultProvider');
    if (typeof chain === 'function') await readAnew(chain, config);
  }
  await config?.credentials?.({ forceRefresh: true });
}

async function readAnew(chain: Function, config: object): Promise<void> {
  try {
    const provider: unknown = Reflect.apply(chain, undefined, [
      { ...config, parentClientConfig: config, ignoreCache: true },
    ]);
    if (typeof provider === 'function') await Reflect.apply(provider, undefined, []);
  } catch {
    // The client's own provider says it better.
  }
}
