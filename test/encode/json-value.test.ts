import assert from 'node:assert/strict';
import { bodyText, encode } from './helpers.js';

const throwing = (): never => {
  throw new Error('secret');
};

function nested(depth: number): unknown {
  let value: unknown = 'core';
  for (let i = 0; i < depth; i += 1) value = { v: value };
  return value;
}

describe('json-value: JsonValueWriter', () => {
  it('is marked where a getter throws', () => {
    const value = {
      a: 1,
      get b() {
        return throwing();
      },
      c: 2,
    };
    assert.equal(bodyText(value), '{"a":1,"b":"[Throws]","c":2}');
  });

  it('is marked where a toJSON throws, or the getter of toJSON', () => {
    assert.equal(bodyText([{ toJSON: throwing }, 1]), '["[Throws]",1]');
    assert.equal(
      bodyText([
        {
          get toJSON() {
            return throwing();
          },
        },
        1,
      ]),
      '["[Throws]",1]',
    );
  });

  it('is marked where any trap of a proxy throws', () => {
    for (const trap of ['get', 'ownKeys', 'getPrototypeOf', 'getOwnPropertyDescriptor'] as const) {
      const proxy = new Proxy({ a: 1 }, { [trap]: throwing });
      assert.match(bodyText([proxy, 1]) ?? '', /^\[("\[Throws]"|\{"a":"\[Throws]"\}),1\]$/);
    }
  });

  it('is marked where a proxy was revoked', () => {
    for (const target of [{}, [], throwing]) {
      const { proxy, revoke } = Proxy.revocable(target, {});
      revoke();
      const text = bodyText({ before: 1, proxy, after: 2 });
      assert.match(text ?? '', /^\{"before":1,"proxy":"(\[Throws]|function .*)","after":2\}$/);
    }
  });

  it('is marked where a function has no source text', () => {
    const value = Object.assign(() => 1, { toString: throwing });
    assert.equal(bodyText([value]), '["[Throws]"]');
  });

  it('keeps the readable parts of an error when its getters throw', () => {
    const error = new Error('message');
    Object.defineProperty(error, 'stack', { get: throwing });
    Object.defineProperty(error, 'name', { get: throwing });
    assert.equal(bodyText(error), '{"type":"[Throws]","message":"message","stacktrace":"[Throws]"}');
  });

  it('writes the members of a proxy', () => {
    assert.equal(bodyText(new Proxy({ a: 1 }, {})), '{"a":1}');
    assert.equal(bodyText(new Proxy([1, 2], {})), '[1,2]');
  });

  it('marks a cycle, but not a repeated value', () => {
    const shared = { s: 1 };
    const value: Record<string, unknown> = { a: shared, b: [shared, shared] };
    value['self'] = value;
    value['list'] = [value];
    assert.equal(
      bodyText(value),
      '{"a":{"s":1},"b":[{"s":1},{"s":1}],"self":"[Circular]","list":["[Circular]"]}',
    );
  });

  it('marks a cycle through a Map, a Set, an error and a toJSON', () => {
    const map = new Map<string, unknown>();
    map.set('set', new Set([map]));
    assert.equal(bodyText(map), '{"set":["[Circular]"]}');

    const error = new Error('x');
    Object.assign(error, { cause: { error }, stack: undefined });
    assert.equal(bodyText(error), '{"type":"Error","message":"x","cause":{"error":"[Circular]"}}');

    const entity = { toJSON: () => ({ parent: entity }) };
    assert.equal(bodyText(entity), '{"parent":"[Circular]"}');
    const itself: object = Object.assign(Object.create({ toJSON: () => itself }), { a: 1 });
    assert.equal(bodyText(itself), '{"a":1}');
  });

  it('marks a cycle through serialize', () => {
    const date = new Date(0);
    assert.equal(bodyText(date, { serialize: (value) => ({ value }) }), '{"value":"[Circular]"}');
  });

  it('goes 64 containers deep', () => {
    assert.equal(bodyText(nested(64)), `${'{"v":'.repeat(64)}"core"${'}'.repeat(64)}`);
    assert.equal(bodyText(nested(65)), `${'{"v":'.repeat(64)}"[Deep]"${'}'.repeat(64)}`);
  });

  it('accepts a depth of 100,000, and an endless toJSON', () => {
    assert.equal(bodyText(nested(100_000)), bodyText(nested(65)));
    const endless = (): unknown => ({ toJSON: () => ({ v: endless() }) });
    assert.equal(bodyText(endless()), bodyText(nested(65)));
  });

  it('calls toJSON with the key of the value', () => {
    const value = { toJSON: (key: unknown) => key };
    assert.equal(bodyText({ name: value, list: [value, [value]] }), '{"name":"name","list":["0",["0"]]}');
    const [message = ''] = encode({ body: value, attributes: { a: value } }).messages;
    assert.match(message, /^\{"body":"body","attributes":\{"a":"a"\}/);
  });

  it('calls the toJSON of an array', () => {
    assert.equal(bodyText(Object.assign([1], { toJSON: () => 'list' })), '"list"');
  });

  it('does not write inherited and non-enumerable properties', () => {
    const value: unknown = Object.create(
      { inherited: 1 },
      { hidden: { value: 2 }, own: { value: 3, enumerable: true } },
    );
    assert.equal(bodyText(value), '{"own":3}');
  });

  it('writes keys of any length', () => {
    for (const length of [0, 1, 127, 128, 129, 100_000]) {
      const key = '"'.repeat(length);
      assert.equal(bodyText({ [key]: 1 }), JSON.stringify({ [key]: 1 }));
    }
  });
});

describe('json-value: JsonValueWriter, values without end', () => {
  const settings = { maxEventBytes: 1024, oversizedEvents: 'truncate' } as const;

  let bomb: unknown = 'x';
  for (let i = 0; i < 60; i += 1) bomb = [bomb, bomb];
  const growing = new Map<unknown, unknown>();
  growing.set('first', { toJSON: () => growing.set(growing.size, growing.get('first')).size });
  const endless = (): unknown => ({ toJSON: () => [endless(), endless()] });

  const values: [string, unknown][] = [
    ['a sparse array of 1e9', Array.from({ length: 0 })],
    ['a graph of shared arrays', bomb],
    [
      'a proxy of an endless array',
      new Proxy([], { get: (_, key) => (key === 'length' ? Infinity : undefined) }),
    ],
    ['a Map that grows while it is written', growing],
    ['toJSON upon toJSON', endless()],
    ['100,000 keys', Object.fromEntries(Array.from({ length: 100_000 }, (_, i) => [`k${i}`, i]))],
    ['a long string', 'x'.repeat(1_000_000)],
    ['a long key', { ['x'.repeat(1_000_000)]: 1 }],
    ['many bytes', new Uint8Array(1_000_000)],
  ];
  values[0] = ['a sparse array of 1e9', new Array(1e9)]; // oxlint-disable-line unicorn/no-new-array -- as long and as empty as can be

  for (const [what, value] of values) {
    for (const maxEventBytes of [1024, 1_048_576]) {
      it(`ends and fits for ${what} under ${maxEventBytes} bytes`, () => {
        const { outcome, events, messages, warnings } = encode(
          {
            body: value,
            attributes: { a: 1 },
            spanContext: { traceId: 'trace', spanId: 'span', traceFlags: 1 },
          },
          { ...settings, maxEventBytes },
        );
        assert.equal(outcome, 'written');
        assert.equal(events.length, 1);
        assert.ok((events[0]?.size ?? Infinity) <= maxEventBytes);
        const { traceId, spanId } = JSON.parse(messages[0] ?? '');
        assert.deepEqual({ traceId, spanId }, { traceId: 'trace', spanId: 'span' });
        if (maxEventBytes === 1024 && what !== 'a Map that grows while it is written') {
          assert.ok(warnings.some((warning) => warning.code === 'CWL_RECORD_SHORTENED'));
        }
      });
    }
  }

  it('is marked where its writing stopped', () => {
    const [message = ''] = encode(
      { body: Array.from({ length: 100_000 }) },
      { format: 'body', maxEventBytes: 65_536, oversizedEvents: 'truncate' },
    ).messages;
    assert.match(message, /^\[null,null,.* \[truncated \d+ bytes]$/);
    const { messages } = encode(
      { body: { a: 'y'.repeat(20_000), b: 1, c: 2 } },
      { format: 'body', maxEventBytes: 1024 },
    );
    assert.match(messages.join(''), /y\[Truncated]","b":"\[Truncated]","eventPart":\{[^}]*\}\}$/);
    const list = encode(
      { body: ['y'.repeat(20_000), 1, 2] },
      { format: 'body', maxEventBytes: 1024 },
    ).messages;
    assert.match(list.join(''), /y\[Truncated]","\[Truncated]"\]$/);
  });

  it('leaves space for the members that every event has', () => {
    const { messages } = encode(
      { body: bomb, eventName: 'name', resource: { attributes: { 'service.name': 'shop' } } },
      { ...settings, maxEventBytes: 4096 },
    );
    const { eventName, resource } = JSON.parse(messages[0] ?? '');
    assert.equal(eventName, 'name');
    assert.deepEqual(resource, { attributes: { 'service.name': 'shop' } });
  });
});
