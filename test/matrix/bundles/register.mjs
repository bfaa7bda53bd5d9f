// Bundled by the test: zero code, and a logger of the API.
import { logs } from '@opentelemetry/api-logs';
// oxlint-disable-next-line import/no-unassigned-import -- it is there for what it does
import 'opentelemetry-exporter-cloudwatch-logs/register';

for (let index = 0; index < 5; index++) logs.getLogger('bundled').emit({ body: `record ${index}` });
