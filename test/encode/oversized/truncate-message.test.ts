import assert from 'node:assert/strict';
import { encode } from '../helpers.js';

const LIMIT = 2048;
type Members = Parameters<typeof encode>[0];

interface Tree {
  readonly [key: string]: unknown;
}

function truncate(
  members: Members,
  settings: Parameters<typeof encode>[1] = {},
): { text: string; size: number } {
  const { messages, events } = encode(members, {
    maxEventBytes: LIMIT,
    oversizedEvents: 'truncate',
    ...settings,
  });
  assert.equal(messages.length, 1);
  return { text: messages[0] ?? '', size: events[0]?.size ?? 0 };
}

function parse(text: string): Tree {
  const tree: Tree = JSON.parse(text);
  return tree;
}

const SPAN = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };

describe('truncate-message', () => {
  it('has its longest strings cut to one length, and the rest unchanged', () => {
    const members = {
      severityText: 'INFO',
      body: 'b'.repeat(3000),
      attributes: { long: 'a'.repeat(2000), short: 's'.repeat(300), n: 5 },
      spanContext: SPAN,
    };
    const { text, size } = truncate(members);
    const { body, attributes, truncatedBytes, ...rest } = parse(text);
    const { long, short, n } = Object(attributes);
    assert.ok(size > LIMIT - 4 && size <= LIMIT);
    assert.match(String(body), /^b+$/);
    assert.equal(String(body).length, String(long).length);
    assert.equal(short, members.attributes.short);
    assert.equal(n, 5);
    assert.equal(truncatedBytes, 3000 + 2000 - 2 * String(body).length);
    const whole = parse(encode({ ...members, body: undefined, attributes: {} }).messages[0] ?? '');
    assert.deepEqual(rest, whole);
  });

  it('has the number of bytes that are missing', () => {
    const members = { body: 'é"\u0001😀'.repeat(700), attributes: { a: [1, 'é'.repeat(900)] } };
    const original = encode(members, { format: 'flat' }).messages[0] ?? '';
    const { text } = truncate(members, { format: 'flat' });
    const [mark = ''] = /,"truncatedBytes":\d+(?=\}$)/.exec(text) ?? [];
    const kept = Buffer.byteLength(text) - mark.length;
    assert.equal(mark, `,"truncatedBytes":${Buffer.byteLength(original) - kept}`);
  });

  it('is cut between characters', () => {
    for (const character of ['a', 'é', '日', '😀', '"', '\u0001']) {
      for (const offset of ['', 'x', 'xx', 'xxx', 'xxxx', 'xxxxx']) {
        const { text, size } = truncate({ body: offset + character.repeat(3000) });
        const { body } = parse(text);
        assert.ok(size <= LIMIT && size > LIMIT - 10);
        assert.ok(String(body).isWellFormed());
        assert.ok((offset + character.repeat(3000)).startsWith(String(body)));
      }
    }
  });

  it('never has its severity, trace, span or times cut', () => {
    const { text } = truncate(
      {
        severityText: 'A'.repeat(60),
        body: 'b'.repeat(3000),
        attributes: Object.fromEntries(Array.from({ length: 100 }, (_, i) => [`k${i}`, 'v'.repeat(40)])),
        eventName: 'e'.repeat(3000),
        spanContext: SPAN,
        hrTimeObserved: [1_795_000_001, 3],
        instrumentationScope: { name: 'n'.repeat(3000), version: 'v'.repeat(3000) },
        resource: { attributes: { a: 'r'.repeat(3000) } },
      },
      { maxEventBytes: 1024 },
    );
    const { severityText, traceId, spanId, flags } = parse(text);
    assert.deepEqual({ traceId, spanId, traceFlags: flags }, SPAN);
    assert.equal(severityText, 'A'.repeat(60));
    assert.match(text, /"timeUnixNano":1795000000123456789,"observedTimeUnixNano":1795000001000000003,/);
  });

  it('fits, however large the texts are that should stay whole', () => {
    const large = 'x'.repeat(5000);
    for (const format of ['otlp', 'flat'] as const) {
      const { size } = truncate(
        {
          severityText: large,
          body: large,
          eventName: large,
          spanContext: { traceId: large, spanId: large, traceFlags: 1 },
          instrumentationScope: { name: large, version: large, attributes: { [large]: large } },
          resource: { attributes: { 'service.name': large } },
        },
        { maxEventBytes: 1024, format },
      );
      assert.ok(size <= 1024);
    }
  });

  it('has entries left out from the end when its strings are not enough', () => {
    const numbers = Array.from({ length: 2000 }, (_, i) => i);
    const { text, size } = truncate({ body: numbers, attributes: { a: 'kept' } });
    const { body, attributes } = parse(text);
    assert.ok(size > LIMIT - 10 && size <= LIMIT);
    assert.ok(Array.isArray(body) && body.length > 300);
    assert.deepEqual(body, numbers.slice(0, body.length));
    assert.deepEqual(attributes, { a: 'kept' });
  });

  it('has keys left out from the end', () => {
    const attributes = Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`key.${i}`, i]));
    for (const format of ['otlp', 'flat'] as const) {
      const { text, size } = truncate({ body: 'hello', attributes, spanContext: SPAN }, { format });
      const tree = parse(text);
      const left = Object.keys(format === 'otlp' ? Object(tree['attributes']) : tree).filter((key) =>
        key.startsWith('key.'),
      );
      assert.ok(size > LIMIT - 20 && size <= LIMIT);
      assert.deepEqual(left, Object.keys(attributes).slice(0, left.length));
      assert.equal(tree[format === 'otlp' ? 'body' : 'message'], 'hello');
      assert.equal(tree['traceId'], SPAN.traceId);
    }
  });

  it('keeps whole entries rather than pieces of all', () => {
    const body = Array.from({ length: 500 }, (_, id) => ({ id, name: 'n'.repeat(20) }));
    const { text } = truncate({ body });
    const { body: left } = parse(text);
    assert.ok(Array.isArray(left) && left.length > 30);
    assert.deepEqual(left, body.slice(0, left.length));
  });

  it('has the largest containers cut, and the small ones whole', () => {
    const large = Array.from({ length: 1000 }, (_, i) => i);
    const { text, size } = truncate({ body: { first: large, small: [1, 2, 3], second: large } });
    const { first, small, second } = Object(parse(text)['body']);
    assert.deepEqual(small, [1, 2, 3]);
    assert.ok(size <= LIMIT && first.length > 150 && second.length > 150);
  });

  it('leaves long strings their share beside large containers', () => {
    const { text } = truncate({
      body: 'b'.repeat(3000),
      attributes: { list: Array.from({ length: 3000 }, () => 7) },
    });
    const { body, attributes } = parse(text);
    assert.ok(String(body).length > LIMIT / 10);
    assert.ok(Object(attributes).list.length > 300);
  });

  it('has a member left out whose key alone is too long', () => {
    const { text } = truncate({ body: { small: 1, ['k'.repeat(5000)]: 2 } });
    assert.deepEqual(parse(text)['body'], { small: 1 });
  });

  it('keeps the members of scope and resource', () => {
    const many = Object.fromEntries(Array.from({ length: 500 }, (_, i) => [`k${i}`, i]));
    const { text } = truncate({
      body: 'x',
      instrumentationScope: { name: 'lib', version: '1', attributes: many },
      resource: { attributes: many },
    });
    const { scope, resource } = parse(text);
    assert.equal(Object(scope).name, 'lib');
    assert.equal(Object(scope).version, '1');
    assert.ok(Object.keys(Object(resource).attributes).length > 50);
    assert.ok(Object.keys(Object(scope).attributes).length > 50);
  });

  it('may have an attribute called __proto__', () => {
    const attributes: unknown = JSON.parse(
      `{"__proto__":"${'x'.repeat(5000)}","b":${JSON.stringify(Array(999).fill(1))}}`,
    );
    const { text, size } = truncate({ attributes });
    assert.ok(size <= LIMIT);
    assert.match(text, /"attributes":\{"__proto__":"x+","b":\[1,/);
  });
});
