import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SdkParts } from '../deliver/cloudwatch-client.js';

/**
 * Loads the AWS SDK as the package would find it, otherwise as the application would: a thread that starts from source
 * text has no path of its own. If neither finds it, it is in a bundle, or in an archive of Yarn's Plug'n'Play that the
 * thread cannot read: then the part in the thread's own source is used.
 */
export async function loadSdkFrom(packageFile: string | undefined, folder: string): Promise<SdkParts> {
  const bases = [...(packageFile === undefined ? [] : [packageFile]), join(folder, 'package.json')];
  for (const base of bases) {
    try {
      const sdk: SdkParts = createRequire(base)('@aws-sdk/client-cloudwatch-logs');
      return sdk;
    } catch {
      // The next path may have it.
    }
  }
  return import('./bundled-sdk.js');
}
