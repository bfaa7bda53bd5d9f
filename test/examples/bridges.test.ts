import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { type ArrivedEvent, arrivedIn, essence } from './helpers/arrived.js';
import { runExample } from './helpers/run-example.js';

const BRIDGES = {
  winston: '@opentelemetry/winston-transport',
  pino: '@opentelemetry/instrumentation-pino',
};

async function eventsOf(logger: string): Promise<{ events: ArrivedEvent[]; stdout: string }> {
  await using server = await startLocalServer();
  const folder = `examples/${logger}`;
  const stdout = await runExample(
    { script: `${folder}/app.mjs`, instrumentation: `${folder}/instrumentation.mjs` },
    server,
  );
  return { events: arrivedIn(server, `/otel/${logger}-example`), stdout };
}

for (const [logger, scope] of Object.entries(BRIDGES)) {
  describe(`examples/${logger}`, () => {
    let events: ArrivedEvent[];
    let stdout: string;

    before(async () => {
      ({ events, stdout } = await eventsOf(logger));
    });

    it('delivers what the application logs, in order, through the bridge', () => {
      assert.deepEqual(events.map(essence), [
        [9, 'service started'],
        [5, 'order received'],
        [13, 'stock is low'],
        [17, 'payment failed'],
      ]);
      assert.deepEqual([...new Set(events.map((event) => event.scope.name))], [scope]);
    });

    it('keeps the attributes, nested and non-ASCII', () => {
      assert.deepEqual(events[1]?.attributes, {
        component: 'checkout',
        order: { id: 'A-1001', items: [{ sku: 'TEA', quantity: 2 }] },
      });
      assert.deepEqual(events[2]?.attributes, {
        component: 'checkout',
        sku: 'TEA',
        left: 3,
        product: 'Grüner Tee 🍵',
      });
    });

    it('keeps the message and stack of the error', () => {
      const attributes = events[3]?.attributes ?? {};
      assert.match(String(attributes['exception.message']), /^card declined/);
      assert.match(String(attributes['exception.stacktrace']), /app\.mjs/);
    });

    it('gives the records of a span one trace id, and those outside none', () => {
      const [outside, ...inside] = events.map(({ traceId }) => traceId);
      assert.equal(outside, undefined);
      assert.match(inside[0] ?? '', /^[0-9a-f]{32}$/);
      assert.equal(new Set(inside).size, 1);
    });

    it('writes nothing to stdout, where a log driver would send it a second time', () => {
      assert.equal(stdout, '');
    });
  });
}
