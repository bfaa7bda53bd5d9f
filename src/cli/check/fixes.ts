import type { Environment } from '../command.js';

/** What to do where something is not set, or not well; slips that this environment shows are named. Pure. */
export function fixesOf(env: Environment): Record<'region' | 'endpoint' | 'credentials', string> {
  const { AWS_REGION, AWS_DEFAULT_REGION, AWS_PROFILE } = env;
  const slip =
    AWS_REGION === undefined && AWS_DEFAULT_REGION !== undefined
      ? 'AWS_DEFAULT_REGION is set, which the AWS CLI reads and the AWS SDK for JavaScript does not. '
      : '';
  const profile =
    AWS_PROFILE === undefined
      ? ''
      : `AWS_PROFILE is "${AWS_PROFILE}": is it in the shared AWS files, and does "aws sts get-caller-identity" work with it? `;
  return {
    region: `${slip}Set AWS_REGION, or a region in the AWS config file, or pass clientConfig: { region } to the exporter.`,
    endpoint:
      'Check AWS_ENDPOINT_URL_CLOUDWATCH_LOGS, AWS_ENDPOINT_URL and --endpoint: it begins with https:// or http://.',
    credentials: `${profile}Set credentials where the AWS SDK for JavaScript looks for them: variables, a profile (AWS_PROFILE), a role of the container or the instance.`,
  };
}
