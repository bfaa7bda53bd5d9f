import { sha256 } from '../util/crypto.js';
import { accountOf } from './account.js';
import type { Environment } from '../util/environment.js';
import { hasText } from '../util/has-text.js';
import type { CloudWatchLogRecordExporterOptions } from '../options/options.js';

const VARIABLES = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
];

type Options = Pick<CloudWatchLogRecordExporterOptions, 'clientConfig'>;

/**
 * A hash of the region, endpoint and account, as far as they are known without a call. It marks events that were
 * stored before the first credentials were found.
 */
export function ownerFingerprint({ clientConfig }: Options, env: Environment): string {
  const { region, endpoint, profile, credentials } = clientConfig ?? {};
  const said = [region, endpoint, profile].map((value) => (typeof value === 'string' ? value : ''));
  const text = JSON.stringify([
    ...said,
    accountOfKeys(credentials, env),
    ...VARIABLES.map((name) => env[name] ?? ''),
  ]);
  return sha256(text).slice(0, 32);
}

/** Of keys in plain values; a provider is not called for them. */
function accountOfKeys(
  credentials: NonNullable<Options['clientConfig']>['credentials'],
  env: Environment,
): string {
  const keys: { accessKeyId?: unknown; accountId?: unknown } = Object(
    credentials ?? { accessKeyId: env['AWS_ACCESS_KEY_ID'] },
  );
  if (!hasText(keys.accessKeyId)) return '';
  return hasText(keys.accountId) ? keys.accountId : accountOf({ accessKeyId: keys.accessKeyId });
}
