import { sha256 } from './crypto.js';
import type { CloudWatchLogRecordExporterOptions } from './options.js';

const VARIABLES = [
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_PROFILE',
  'AWS_ROLE_ARN',
  'AWS_ENDPOINT_URL',
  'AWS_ENDPOINT_URL_CLOUDWATCH_LOGS',
];

/**
 * What can be told of the region, endpoint and account without asking anybody, as a hash. It marks events that were
 * stored before the first look at credentials came back.
 */
export function senderHint(
  { clientConfig }: Pick<CloudWatchLogRecordExporterOptions, 'clientConfig'>,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const { region, endpoint, profile } = clientConfig ?? {};
  const said = [region, endpoint, profile].map((value) => (typeof value === 'string' ? value : ''));
  const text = JSON.stringify([...said, ...VARIABLES.map((name) => env[name] ?? '')]);
  return sha256(text).slice(0, 32);
}
