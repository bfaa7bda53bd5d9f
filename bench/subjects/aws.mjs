export const CREDENTIALS = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
export const REGION = 'eu-central-1';
export const LOG_GROUP = '/bench/checkout';
export const LOG_STREAM = 'bench';

/** The client of every subject that uses the AWS SDK. @param {string} url */
export function clientConfig(url) {
  return { endpoint: url, region: REGION, credentials: CREDENTIALS };
}
