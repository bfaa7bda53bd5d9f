import { CloudWatchLogRecordProcessor } from 'opentelemetry-exporter-cloudwatch-logs';
export const runtime = 'edge';
export const dynamic = 'force-dynamic';
export function GET(): Response {
  return Response.json({ type: typeof CloudWatchLogRecordProcessor });
}
