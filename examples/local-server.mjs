// CloudWatch Logs on this machine, until Ctrl+C: for the other examples, a service of yours, or the AWS CLI.
// It keeps the service's rules and holds events in memory.
//
//   node examples/local-server.mjs
import { startLocalServer } from 'opentelemetry-exporter-cloudwatch-logs/local-server';

const { url, clientConfig } = await startLocalServer({ port: Number(process.env['PORT'] ?? 4586) });

console.log(`CloudWatch Logs listens on ${url}. In the terminal that shall use it:

export AWS_ENDPOINT_URL_CLOUDWATCH_LOGS=${url}
export AWS_REGION=${clientConfig.region} AWS_DEFAULT_REGION=${clientConfig.region}
export AWS_ACCESS_KEY_ID=${clientConfig.credentials.accessKeyId} AWS_SECRET_ACCESS_KEY=${clientConfig.credentials.secretAccessKey}
`);
