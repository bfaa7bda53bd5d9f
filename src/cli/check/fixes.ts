import { type Code, fixOf } from '../../messages/message.js';
import type { Environment } from '../../util/environment.js';

/** What to do when a setting is missing or wrong. Names common mistakes that this environment shows. Pure. */
export function fixesOf(
  env: Environment,
): Record<'region' | 'endpoint' | 'credentials', { readonly code: Code; readonly fix: string }> {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = env;
  const slip =
    !isSet(AWS_REGION) && isSet(AWS_DEFAULT_REGION)
      ? 'AWS_DEFAULT_REGION is set, which the AWS CLI reads and the AWS SDK for JavaScript does not. '
      : '';
  const profile = isSet(AWS_PROFILE)
    ? `AWS_PROFILE is "${AWS_PROFILE}": is it in the shared AWS files, and does "aws sts get-caller-identity" work with it? `
    : '';
  return {
    region: {
      code: 'CWL_REGION_MISSING',
      fix: `${slip}Set AWS_REGION, or a region in the AWS config file, or pass clientConfig: { region } to the exporter.`,
    },
    endpoint: { code: 'CWL_ENDPOINT_INVALID', fix: fixOf('CWL_ENDPOINT_INVALID', {}) },
    credentials: {
      code: 'CWL_CREDENTIALS_MISSING',
      fix: `${profile}Set credentials where the AWS SDK for JavaScript looks for them: variables, a profile (AWS_PROFILE), a role of the container or the instance.`,
    },
  };
}

/** The SDK reads an empty variable as one that is not set. */
function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '';
}
