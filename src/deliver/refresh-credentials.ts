import type { CloudWatchLogsClient, CloudWatchLogsClientConfig } from '@aws-sdk/client-cloudwatch-logs';

/**
 * Asks for new credentials. The SDK reads the shared files of AWS once in a process, even if they did not exist then.
 * It would never see keys that another process writes into them (the SSM agent, a Vault agent, a person). The default
 * chain without its cache reads the files again, for every provider that uses them.
 */
export async function refreshCredentials(
  client: object,
  own: CloudWatchLogsClientConfig = {},
): Promise<void> {
  // With credentials of the application the chain is not their source, and it may take long to find nothing.
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
    // The error of the client's own provider says more.
  }
}
