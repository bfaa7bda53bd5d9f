// A late import: an ES module loads all of its imports before the first of them runs.
// oxlint-disable-next-line import/no-unassigned-import -- the test is about this import
import 'opentelemetry-exporter-cloudwatch-logs/register';
import pino from 'pino';

pino({}, { write() {} }).info('hello');
