// npm i next react react-dom opentelemetry-exporter-cloudwatch-logs @opentelemetry/api @opentelemetry/api-logs \
//   @opentelemetry/core @opentelemetry/resources @opentelemetry/sdk-logs
// npx next build && cp -r .next/static .next/standalone/.next/
// OTEL_SERVICE_NAME=shop AWS_REGION=eu-central-1 node .next/standalone/server.js
// oxlint-disable-next-line import/no-default-export -- Next.js looks for it
export default { output: 'standalone' };
