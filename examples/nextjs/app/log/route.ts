import { logs } from '@opentelemetry/api-logs';
export const dynamic = 'force-dynamic';
export function GET(): Response {
  logs.getLogger('shop').emit({ body: 'asked' });
  return Response.json({ ok: true });
}
