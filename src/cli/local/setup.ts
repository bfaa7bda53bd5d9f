import type { LocalClientConfig } from '../../local-server/index.js';

/** How to point an application at a local server; the terminal and the page show the same text. */
export interface Setup {
  /** To paste into a shell. */
  readonly commands: string;
  readonly note: string;
}

export function setupOf({ endpoint, region, credentials }: LocalClientConfig): Setup {
  return {
    commands: `export AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=${endpoint}
export AWS_REGION=${region} AWS_DEFAULT_REGION=${region}
export AWS_ACCESS_KEY_ID=${credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${credentials.secretAccessKey}
export OTEL_BLRP_SCHEDULE_DELAY=200 OTEL_TRACES_EXPORTER=none OTEL_METRICS_EXPORTER=none
export OTEL_SERVICE_NAME=my-service
node --import opentelemetry-exporter-cloudwatch-logs/register app.js`,
    note: `Leave the --import flag out if your code sets up the exporter. For winston, pino and bunyan the flag needs
npm i @opentelemetry/auto-instrumentations-node @opentelemetry/winston-transport`,
  };
}
