// A script whose last await is for a durable outbox: nothing else keeps its event loop alive.
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';
import { CloudWatchLogRecordExporter } from 'opentelemetry-exporter-cloudwatch-logs';

const [what = '', directory = ''] = process.argv.slice(2);

/** So many turns of the event loop delay each message to the thread, and the delay itself keeps nothing alive. */
const TURNS = 10;

/** @param {number} turns @param {() => void} work */
function afterTurns(turns, work) {
  if (turns === 0) work();
  else setTimeout(afterTurns, 0, turns - 1, work).unref();
}

threads.Worker = class LateWorker extends threads.Worker {
  /** @param {Parameters<threads.Worker['postMessage']>} args */
  // @ts-expect-error -- one signature for both overloads
  postMessage(...args) {
    afterTurns(TURNS, () => super.postMessage(...args));
  }
};
syncBuiltinESMExports();

const exporter = new CloudWatchLogRecordExporter({
  logStreamName: 'stream',
  exitTimeoutMillis: 0,
  outbox: { directory },
});
/** @type {(body: string) => Promise<import('@opentelemetry/core').ExportResult>} */
const send = (body) =>
  new Promise((resolve) => {
    const record = {
      hrTime: [Math.floor(Date.now() / 1000), 0],
      hrTimeObserved: [Math.floor(Date.now() / 1000), 0],
      body,
      attributes: {},
      droppedAttributesCount: 0,
      instrumentationScope: { name: 'app' },
      resource: { attributes: { 'service.name': 'shop' }, asyncAttributesPending: false },
    };
    // @ts-expect-error -- as much of a record as is read
    exporter.export([record], resolve);
  });

/** @type {Record<string, () => Promise<unknown>>} */
const works = {
  export: async () => process.stdout.write(`${(await send('one')).code}\n`),
  'two exports': async () => {
    const results = await Promise.all([send('one'), send('two')]);
    process.stdout.write(`${results.map(({ code }) => code).join()}\n`);
    const { code } = await send('three');
    process.stdout.write(`${code}\n`);
  },
  flush: async () => {
    void send('one');
    await exporter.forceFlush();
    process.stdout.write('flushed\n');
  },
  shutdown: async () => {
    void send('one');
    await exporter.shutdown();
    process.stdout.write('shut down\n');
  },
};
await works[what]?.();
