import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Sdk from '@aws-sdk/client-cloudwatch-logs';
import { errorText } from '../deliver/error-text.js';

/**
 * Loads the AWS SDK as the package would find it, else as the application would: a thread that is started from a text
 * has no place of its own.
 * @throws Error of the last place
 */
export async function loadSdkFrom(packageFile: string | undefined, folder: string): Promise<typeof Sdk> {
  const bases = [...(packageFile === undefined ? [] : [packageFile]), join(folder, 'package.json')];
  const reasons: string[] = [];
  for (const base of bases) {
    try {
      const sdk: typeof Sdk = createRequire(base)('@aws-sdk/client-cloudwatch-logs');
      return sdk;
    } catch (error) {
      reasons.push(errorText(error));
    }
  }
  throw new Error(
    `${reasons.at(-1)} (a bundle that holds the AWS SDK needs it as a package too, to send at its exit)`,
  );
}
