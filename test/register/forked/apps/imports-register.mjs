// What looks right and is too late: an ES module loads all of its imports before the first of them runs.
// oxlint-disable-next-line import/no-unassigned-import -- it is what is tried here
import 'opentelemetry-exporter-cloudwatch-logs/register';
import pino from 'pino';

pino({}, { write() {} }).info('hello');
