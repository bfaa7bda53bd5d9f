// Has a console that counts what OpenTelemetry writes to it (Node writes process warnings there too), and logs
// records that make the exporter warn.
import { logs } from '@opentelemetry/api-logs';

let calls = 0;
for (const name of /** @type {const} */ (['log', 'info', 'warn', 'error', 'debug'])) {
  console[name] = (/** @type {unknown[]} */ ...args) => {
    if (String(args[0]).includes('[opentelemetry]')) calls++;
  };
}
logs.getLogger('test').emit({ body: 'hello' });
process.on('exit', () => process.stdout.write(String(calls)));
