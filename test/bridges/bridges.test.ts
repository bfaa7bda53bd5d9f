import assert from 'node:assert/strict';
import { startLocalServer } from '../../src/local-server/index.js';
import { type Event, eventsOf } from '../zero-code/helpers/events.js';
import { OURS, runApp } from '../zero-code/helpers/run-app.js';
import { BRIDGES, type Expected } from './expected.js';

/** The compared part of an event. The span ids that the application logged show which ids are right. */
function comparable({ body, severityNumber, severityText, attributes, ...event }: Event): Expected {
  const { traceId, spanId, ...rest } = attributes ?? {};
  assert.deepEqual([event.traceId, event.spanId], [traceId, spanId]);
  return {
    ...(body !== undefined && { body }),
    severity: [severityNumber ?? 0, severityText ?? ''],
    ...(Object.keys(rest).length > 0 && { attributes: firstLines(rest) }),
    ...(event.eventName !== undefined && { eventName: event.eventName }),
    ...(traceId !== undefined && { inSpan: true }),
  };
}

/** With only the first line of each stack trace. */
function firstLines(attributes: Record<string, unknown>): Record<string, unknown> {
  const text = JSON.stringify(attributes, (key, value: unknown) =>
    /stack/.test(key) && typeof value === 'string' ? value.split('\n')[0] : value,
  );
  const shortened: Record<string, unknown> = JSON.parse(text);
  return shortened;
}

for (const [logger, { scope, expected, loses }] of Object.entries(BRIDGES)) {
  for (const form of ['cjs', 'mjs']) {
    describe(`${logger} in ${form === 'cjs' ? 'CommonJS' : 'ES modules'}`, () => {
      let events: Event[];
      let stderr: string;

      before(async () => {
        await using server = await startLocalServer();
        const ended = await runApp(server, ['--import', OURS], `../../bridges/apps/${logger}.${form}`);
        assert.deepEqual([ended.code, ended.signal], [0, null], ended.stderr);
        ({ stderr } = ended);
        events = eventsOf(server);
      });

      it('delivers all that was logged, in order, as the bridge gives it', () => {
        assert.deepEqual(events.map(comparable), expected);
      });

      it('names the bridge as scope', () => {
        assert.deepEqual([...new Set(events.map((event) => event.scope.name))], [scope]);
      });

      it('warns of each attribute that the bridge loses, and of nothing else', () => {
        const warnings = loses.map(
          (key) => `[opentelemetry] warn: Invalid attribute value set for key: ${key}\n`,
        );
        assert.equal(stderr, warnings.join(''));
      });
    });
  }
}
