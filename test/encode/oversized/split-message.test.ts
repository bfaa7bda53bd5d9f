import assert from 'node:assert/strict';
import { encode } from '../helpers.js';

const LIMIT = 2048;
type Members = Parameters<typeof encode>[0];
interface Part {
  readonly [key: string]: unknown;
  readonly eventPart?: unknown;
}

function split(
  members: Members,
  settings: Parameters<typeof encode>[1] = {},
): { parts: Part[]; sizes: number[] } {
  const { messages, events } = encode(members, { maxEventBytes: LIMIT, ...settings });
  const parts = messages.map((message): Part => JSON.parse(message));
  return { parts, sizes: events.map((event) => event.size) };
}

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

describe('split-message', () => {
  it('distributes its longest string over parts, with everything else in each', () => {
    const body = 'é"\n😀'.repeat(500);
    const members = { body, attributes: { a: 1 }, severityText: 'INFO', spanContext: SPAN };
    for (const format of ['otlp', 'flat'] as const) {
      const { parts, sizes } = split(members, { format });
      const key = format === 'otlp' ? 'body' : 'message';
      assert.ok(sizes.every((size) => size <= LIMIT));
      assert.equal(parts.map((part) => part[key]).join(''), body);
      for (const [i, part] of parts.entries()) {
        const { eventPart, [key]: piece, ...rest } = part;
        assert.deepEqual(eventPart, { id: 'id-1', n: i + 1, m: parts.length });
        const [original = ''] = encode({ ...members, body: piece }, { format }).messages;
        const { [key]: _, ...expected }: Part = JSON.parse(original);
        assert.deepEqual(rest, expected);
      }
    }
  });

  it('becomes as few parts as possible', () => {
    const { sizes } = split({ body: 'x'.repeat(10_000) });
    for (const size of sizes.slice(0, -1)) assert.equal(size, LIMIT);
    assert.equal(sizes.length, 6);
  });

  it('counts its parts right when there are ten and more', () => {
    const { parts, sizes } = split({ body: 'x'.repeat(22_000) });
    assert.equal(parts.length, 12);
    assert.ok(sizes.slice(0, -1).every((size) => size >= LIMIT - 1 && size <= LIMIT));
    assert.deepEqual(parts.at(-1)?.eventPart, { id: 'id-1', n: 12, m: 12 });
    assert.equal(parts.map((part) => part['body']).join('').length, 22_000);
  });

  it('writes its time exactly in every part', () => {
    const { messages } = encode(
      { body: 'x'.repeat(5000), hrTimeObserved: [1_795_000_001, 1] },
      { maxEventBytes: LIMIT },
    );
    for (const message of messages) {
      assert.match(message, /"timeUnixNano":1795000000123456789,"observedTimeUnixNano":1795000001000000001,/);
    }
  });

  it('may be split at a string anywhere in it', () => {
    const text = 'x'.repeat(5000);
    const { parts } = split({ body: 'short', attributes: { list: [1, { deep: text }, 'y'], last: 2 } });
    const texts = parts.map((part) => Object(part).attributes.list[1].deep);
    assert.equal(texts.join(''), text);
    for (const part of parts) {
      assert.equal(part['body'], 'short');
      assert.deepEqual(Object(part).attributes.list[2], 'y');
      assert.equal(Object(part).attributes.last, 2);
    }
  });

  it('may be split at an attribute called __proto__', () => {
    const attributes: unknown = JSON.parse(`{"__proto__":"${'x'.repeat(5000)}","a":1}`);
    const { parts } = split({ attributes });
    const texts = parts.map((part) => Object.entries(Object(part).attributes)[0]?.[1]);
    assert.equal(texts.join('').length, 5000);
  });

  it('truncates what it repeats when that is too large, with truncatedBytes', () => {
    const { parts, sizes } = split({
      body: 'b'.repeat(6000),
      attributes: { a: 'a'.repeat(5000), c: 'short' },
    });
    assert.ok(parts.length > 1);
    assert.ok(sizes.every((size) => size <= LIMIT));
    assert.equal(parts.map((part) => part['body']).join(''), 'b'.repeat(6000));
    for (const part of parts) {
      const { a, c } = Object(part).attributes;
      assert.match(a, /^a+$/);
      assert.equal(c, 'short');
      assert.equal(part['truncatedBytes'], 5000 - a.length);
      // The split string keeps about a quarter of the event.
      assert.ok(String(part['body']).length > LIMIT / 5 || part === parts.at(-1));
    }
  });

  it('keeps the string when entries around it are left out', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]));
    const { parts, sizes } = split({
      attributes: { ...many, list: [...Array(500).keys(), 'x'.repeat(4000), 1] },
    });
    assert.ok(sizes.every((size) => size <= LIMIT));
    const texts = parts.map((part) =>
      Object(part).attributes.list.find((item: unknown) => typeof item === 'string'),
    );
    assert.equal(texts.join(''), 'x'.repeat(4000));
  });

  it('is truncated instead when no string is long enough', () => {
    for (const body of [
      Array.from({ length: 2000 }, (_, i) => i),
      Array.from({ length: 100 }, () => 'forty characters, and each of them alike'),
    ]) {
      const { parts, sizes } = split({ body });
      assert.equal(parts.length, 1);
      assert.equal(parts[0]?.eventPart, undefined);
      assert.equal(typeof parts[0]?.['truncatedBytes'], 'number');
      assert.ok((sizes[0] ?? 0) > LIMIT / 2);
    }
  });

  it('loses nothing for a string that is slightly too long beside much else', () => {
    const attributes = Object.fromEntries(Array.from({ length: 40 }, (_, i) => [`number.${i}`, 1e15 + i]));
    const { parts } = split({ body: 'x'.repeat(900), attributes });
    assert.equal(parts.length, 2);
    assert.deepEqual(Object(parts[0]).attributes, attributes);
    assert.equal(parts[0]?.['truncatedBytes'], undefined);
  });
});
