// Entries of the package within a bundle of Turbopack, with a durable outbox, and an end by process.exit.
import { LoggerProvider } from '@opentelemetry/sdk-logs';
import { CloudWatchLogRecordProcessor } from 'opentelemetry-exporter-cloudwatch-logs';
import { startLocalServer } from 'opentelemetry-exporter-cloudwatch-logs/local-server';

export const dynamic = 'force-dynamic';

export async function GET(request: Request): Promise<Response> {
  const { searchParams } = new URL(request.url);
  const directory = searchParams.get('outbox');
  const processor = new CloudWatchLogRecordProcessor({
    logGroupName: 'bundled',
    ...(directory !== null && { outbox: { directory } }),
  });
  const provider = new LoggerProvider({ processors: [processor] });
  const local = await startLocalServer();
  await local.close();
  const logger = provider.getLogger('bundled');
  for (let index = 0; index < 5; index++) logger.emit({ body: `record ${index}` });
  if (searchParams.has('exit')) process.exit(3);
  await provider.shutdown();
  return Response.json({ ok: true });
}
