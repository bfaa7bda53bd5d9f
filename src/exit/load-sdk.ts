import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { SdkParts } from '../deliver/cloudwatch-client.js';

/**
 * Loads the AWS SDK as the package would find it, else as the application would: a thread that is started from a text
 * has no place of its own. Where neither has it, a bundle holds it, or an archive of Yarn's Plug'n'Play that no thread of
 * ours can read: then the part that is in the thread's text serves.
 */
export async function loadSdkFrom(packageFile: string | undefined, folder: string): Promise<SdkParts> {
  const bases = [...(packageFile === undefined ? [] : [packageFile]), join(folder, 'package.json')];
  for (const base of bases) {
    try {
      const sdk: SdkParts = createRequire(base)('@aws-sdk/client-cloudwatch-logs');
      return sdk;
    } catch {
      // The next place may have it.
    }
  }
  return import('./bundled-sdk.js');
}
