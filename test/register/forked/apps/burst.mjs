// Logs more in one turn than OpenTelemetry's own queue holds, and ends by itself.
import { logs } from '@opentelemetry/api-logs';

for (let id = 0; id < 3_000; id++) logs.getLogger('test').emit({ body: id });
