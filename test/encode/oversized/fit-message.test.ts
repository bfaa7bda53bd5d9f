import assert from 'node:assert/strict';
import { encode } from '../helpers.js';

describe('A document of the embedded metric format', () => {
  const metrics = { _aws: { Timestamp: 1, CloudWatchMetrics: [] }, note: 'x'.repeat(5000) };

  for (const oversizedEvents of ['split', 'truncate', 'drop'] as const) {
    it(`is lost rather than cut by '${oversizedEvents}'`, () => {
      const settings = { maxEventBytes: 1024, oversizedEvents };
      for (const { outcome, events } of [
        encode({ body: JSON.stringify(metrics) }, { ...settings, format: 'body' }),
        encode({ body: metrics }, { ...settings, format: 'body' }),
        encode({ body: 'x' }, { ...settings, format: () => JSON.stringify(metrics) }),
      ]) {
        assert.ok(typeof outcome === 'object');
        assert.equal(outcome.lost, 'oversized');
        assert.deepEqual(events, []);
      }
    });
  }

  it('is a string like any other within a record', () => {
    const { outcome, events } = encode({ body: metrics }, { format: 'otlp', maxEventBytes: 1024 });
    assert.equal(outcome, 'written');
    assert.ok(events.length > 1);
  });
});

describe('An oversized JSON text', () => {
  it('is cut like a plain text in the body format', () => {
    const body = { text: 'é'.repeat(3000) };
    const split = encode({ body }, { format: 'body', maxEventBytes: 1024 });
    assert.equal(split.messages.join(''), JSON.stringify(body));
    const { messages } = encode(
      { body },
      { format: 'body', maxEventBytes: 1024, oversizedEvents: 'truncate' },
    );
    assert.match(messages[0] ?? '', /^\{"text":"é+ \[truncated \d+ bytes]$/);
  });
});
