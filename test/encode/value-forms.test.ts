import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { unhandledRejections } from '../helpers/unhandled-rejections.js';
import { bodyText, encode } from './helpers.js';

class Point {
  x = 1;
  get length(): number {
    return this.x;
  }
}
class QuietError extends Error {}
class LoudError extends Error {
  override name = 'LoudError';
}
const form = new FormData();
form.append('name', 'x');
form.append('file', new File(['abc'], 'a.txt', { type: 'text/plain' }));
form.append('tags', 'a');
form.append('tags', 'b');
const nullPrototype: object = Object.assign(Object.create(null), { a: 1 });
const view = new DataView(Uint8Array.of(9, 1, 2, 3).buffer, 1);

const FORMS: [what: string, value: unknown, text: string][] = [
  ['a bigint', 12345678901234567890n, '"12345678901234567890"'],
  ['a Uint8Array', Uint8Array.of(1, 2, 255), '"AQL/"'],
  ['a Buffer', Buffer.from('hello'), '"aGVsbG8="'],
  ['a part of a Buffer', Buffer.from('hello').subarray(1, 3), '"ZWw="'],
  ['an ArrayBuffer', Uint8Array.of(1, 2, 3).buffer, '"AQID"'],
  ['a SharedArrayBuffer', new SharedArrayBuffer(2), '"AAA="'],
  ['a DataView', view, '"AQID"'],
  ['no bytes', new Uint8Array(), '""'],
  ['a Float64Array', Float64Array.of(1.5, NaN, -0), '[1.5,"NaN",0]'],
  ['a BigInt64Array', BigInt64Array.of(-1n), '["-1"]'],
  ['a Uint8ClampedArray', Uint8ClampedArray.of(300), '[255]'],
  ['NaN', NaN, '"NaN"'],
  ['Infinity', Infinity, '"Infinity"'],
  ['-Infinity', -Infinity, '"-Infinity"'],
  ['-0', -0, '0'],
  ['a large number', 1e21, '1e+21'],
  ['a small number', 5e-324, '5e-324'],
  ['a Date', new Date(Date.UTC(2026, 10, 21)), '"2026-11-21T00:00:00.000Z"'],
  ['an invalid Date', new Date(NaN), '"Invalid Date"'],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['b', 1],
      [2, [3]],
      [null, undefined],
      [Symbol('s'), 4],
    ]),
    '{"b":1,"2":[3],"Symbol(s)":4}',
  ],
  [
    'a Map with keys of one text',
    new Map<unknown, unknown>([
      [1, 'first'],
      ['x', 0],
      ['1', 'last'],
    ]),
    '{"1":"last","x":0}',
  ],
  [
    'a Map with keys that are objects',
    new Map<unknown, unknown>([
      [{ id: 1 }, 'one'],
      [new Date(0), undefined],
      ['text', 2],
      [3, 4],
    ]),
    '[[{"id":1},"one"],["1970-01-01T00:00:00.000Z",null],{"text":2},{"3":4}]',
  ],
  ['a Map with a key without text', new Map([[Object.create(null), 1]]), '[[{},1]]'],
  [
    'Headers',
    new Headers([
      ['Content-Type', 'text/plain'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ]),
    '{"content-type":"text/plain","set-cookie":["a=1","b=2"]}',
  ],
  ['URLSearchParams', new URLSearchParams('a=1&b=2&a=3&c'), '{"a":["1","3"],"b":"2","c":""}'],
  ['a URL', new URL('http://a.example/b?c=1'), '"http://a.example/b?c=1"'],
  [
    'a Response',
    new Response('body', { status: 429, statusText: 'Too Many', headers: { 'retry-after': '5' } }),
    '{"url":"","status":429,"statusText":"Too Many","headers":{"content-type":"text/plain;charset=UTF-8","retry-after":"5"}}',
  ],
  [
    'a Request',
    new Request('http://127.0.0.1/a?b=1', { method: 'PUT', headers: { 'x-a': '1' } }),
    '{"method":"PUT","url":"http://127.0.0.1/a?b=1","headers":{"x-a":"1"}}',
  ],
  ['FormData', form, '{"name":"x","file":{"name":"a.txt","type":"text/plain","size":3},"tags":["a","b"]}'],
  ['a Blob', new Blob(['abc'], { type: 'text/plain' }), '{"type":"text/plain","size":3}'],
  ['an empty Map', new Map(), '{}'],
  ['a Set', new Set([1, 'a', undefined]), '[1,"a",null]'],
  ['an empty Set', new Set(), '[]'],
  ['a symbol', Symbol('name'), '"Symbol(name)"'],
  ['a function', Math.max, '"function max() { [native code] }"'],
  ['a RegExp', /a"b/gi, '"/a\\"b/gi"'],
  ['a boxed string', Object('text'), '"text"'],
  ['a boxed number', Object(NaN), '"NaN"'],
  ['a boxed boolean', Object(false), 'false'],
  ['a boxed bigint', Object(1n), '"1"'],
  ['a boxed symbol', Object(Symbol('s')), '"Symbol(s)"'],
  ['an object with toJSON', { toJSON: (key: string) => [key] }, '[""]'],
  ['an undefined property', { a: undefined, b: 1 }, '{"b":1}'],
  ['a toJSON that gives undefined', { a: { toJSON: () => undefined }, b: 1 }, '{"b":1}'],
  ['undefined and holes in an array', [undefined, , 1], '[null,null,1]'], // oxlint-disable-line no-sparse-arrays -- the hole is the point
  ['null', null, 'null'],
  ['a class instance', new Point(), '{"x":1}'],
  ['an object without prototype', nullPrototype, '{"a":1}'],
  ['a key __proto__', JSON.parse('{"__proto__":{"a":1}}'), '{"__proto__":{"a":1}}'],
  ['a symbol key', { [Symbol('s')]: 1 }, '{}'],
  [
    'an object of another realm',
    runInNewContext('({ a: [1, new Map([[1, 2]]), new Date(0)] })'),
    '{"a":[1,{"1":2},"1970-01-01T00:00:00.000Z"]}',
  ],
  ['a lone surrogate', ['a\ud83d', '\ude00b', '😀'], '["a\ufffd","\ufffdb","😀"]'],
  ['a lone surrogate in a key', { '\ud800': 1 }, '{"\ufffd":1}'],
  ['control characters', '\u0000\b\t\n\f\r\u001f\u007f"\\', '\u0000\b\t\n\f\r\u001f\u007f"\\'],
  [
    'control characters in JSON',
    ['\u0000\b\t\n\f\r\u001f\u007f"\\'],
    '["\\u0000\\b\\t\\n\\f\\r\\u001f\u007f\\"\\\\"]',
  ],
  ['line separators', ['\u2028\u2029'], '["\u2028\u2029"]'],
];

const typeOf = (error: Error): unknown => JSON.parse(bodyText(error) ?? '').type;
const failing = (): unknown => assert.fail('asked');
const sized = (value: unknown): unknown => (value instanceof Set ? { size: value.size, big: 1n } : 'big');
const throwing = (): never => {
  throw new Error('no');
};

const quiet = (message: string, properties: object): Error =>
  Object.assign(new Error(message), { stack: '' }, properties);

const late = async (): Promise<never> => throwing();

describe('value-forms', () => {
  for (const [what, value, text] of FORMS) {
    it(`is fixed for ${what}`, () => {
      assert.equal(bodyText(value), text);
    });
  }

  it('has the parts of an error that are there', () => {
    const error = new TypeError('bad', { cause: new Error('worse') });
    const { stack, cause } = error;
    assert.ok(cause instanceof Error);
    assert.deepEqual(JSON.parse(bodyText(error) ?? ''), {
      type: 'TypeError',
      message: 'bad',
      stacktrace: stack,
      cause: { type: 'Error', message: 'worse', stacktrace: cause.stack },
    });
    assert.equal(bodyText(Object.assign(new Error(''), { stack: '' })), '{"type":"Error"}');
  });

  it('contains the properties of an error, at any depth', () => {
    const inner = Object.assign(new Error('inner', { cause: quiet('cause', { errno: -111 }) }), {
      stack: '',
      $metadata: { httpStatusCode: 503 },
    });
    const error = Object.assign(new AggregateError([inner, 5], 'all failed'), {
      stack: '',
      code: 'ECONNREFUSED',
      status: 500,
      type: 'mine',
      name: 'AllFailed',
      retry: () => 1,
    });
    assert.deepEqual(JSON.parse(bodyText({ error }) ?? ''), {
      error: {
        type: 'AllFailed',
        message: 'all failed',
        errors: [
          {
            type: 'Error',
            message: 'inner',
            cause: { type: 'Error', message: 'cause', errno: -111 },
            $metadata: { httpStatusCode: 503 },
          },
          5,
        ],
        code: 'ECONNREFUSED',
        status: 500,
        'error.type': 'mine',
      },
    });
  });

  it('gives little space to the properties of an error, and the whole space to the rest', () => {
    const large = { text: 'x'.repeat(100_000), list: Array.from({ length: 5_000 }, (_, i) => i) };
    const values = quiet('many', { list: large.list });
    const bytes = quiet('long', { text: large.text, code: 'E' });
    const cause = quiet('m'.repeat(50_000), {});
    const [many, long, caused] = [values, bytes, quiet('outer', { cause, code: 'E' })].map((error) =>
      JSON.parse(bodyText({ error, after: large }) ?? ''),
    );
    assert.equal(many.error.list.length, 1_000);
    assert.equal(many.error.list.at(-1), '[Truncated]');
    assert.ok(long.error.text.length < 17_000 && long.error.text.endsWith('[Truncated]'));
    assert.equal(long.error.code, '[Truncated]');
    assert.equal(caused.error.cause.message.length, 50_000);
    for (const { after } of [many, long, caused]) assert.deepEqual(after, large);
  });

  it('exists for an error that refuses to list its properties', () => {
    const error = new Proxy(quiet('message', { code: 1 }), {
      ownKeys() {
        return throwing();
      },
    });
    assert.equal(bodyText(error), '{"type":"Error","message":"message"}');
  });

  it('names an error by its name, or by its class', () => {
    assert.equal(typeOf(new QuietError('x')), 'QuietError');
    assert.equal(typeOf(new LoudError('x')), 'LoudError');
    assert.equal(typeOf(Object.assign(new Error('x'), { name: '' })), 'Error');
    assert.equal(typeOf(Object.assign(new Error('x'), { name: 'Custom' })), 'Custom');
    assert.equal(typeOf(Object.assign(new Error('x'), { constructor: 5 })), 'Error');
    assert.equal(typeOf(runInNewContext('new RangeError("x")')), 'RangeError');
  });

  it('takes precedence over toJSON for an error', () => {
    const error = Object.assign(new Error('x'), { stack: undefined, toJSON: () => 'json' });
    assert.equal(bodyText(error), '{"type":"Error","message":"x"}');
  });

  it('is used in attributes, scope and resource too', () => {
    const { messages } = encode({
      attributes: { big: 1n },
      instrumentationScope: { name: 's', attributes: { bytes: Uint8Array.of(1) } },
      resource: { attributes: { nan: NaN } },
    });
    const message = JSON.parse(messages[0] ?? '');
    assert.deepEqual(message.attributes, { big: '1' });
    assert.deepEqual(message.scope.attributes, { bytes: 'AQ==' });
    assert.deepEqual(message.resource.attributes, { nan: 'NaN' });
  });
});

describe('value-forms: the serialize option', () => {
  const asked: [string, unknown][] = [
    ['a bigint', 1n],
    ['bytes', Uint8Array.of(1)],
    ['NaN', NaN],
    ['an infinity', Infinity],
    ['a Date', new Date(0)],
    ['a Map', new Map()],
    ['a Set', new Set()],
    ['an Error', new Error('x')],
    ['a symbol', Symbol('s')],
    ['a function', () => 1],
    ['a RegExp', /a/],
    ['Headers', new Headers()],
    ['a Response', new Response()],
  ];
  for (const [what, value] of asked) {
    it(`is called for ${what}`, () => {
      assert.equal(
        bodyText([value], { serialize: (given) => (Object.is(given, value) ? 'mine' : undefined) }),
        '["mine"]',
      );
    });
  }

  it('is not called for values that JSON can express', () => {
    const values = [1, 'a', true, null, [1], { a: 1 }, new Point(), Object('x'), Float32Array.of(1)];
    assert.equal(bodyText(values, { serialize: failing }), '[1,"a",true,null,[1],{"a":1},{"x":1},"x",[1]]');
  });

  it('leaves a value to the default form with undefined', () => {
    assert.equal(bodyText(1n, { serialize: () => undefined }), '"1"');
  });

  it('may return a value of such a type, and is not called again', () => {
    let count = 0;
    const serialize = (value: unknown): unknown => (
      (count += 1),
      typeof value === 'bigint' ? new Date(0) : value
    );
    assert.equal(bodyText([1n], { serialize }), '["1970-01-01T00:00:00.000Z"]');
    assert.equal(count, 1);
  });

  it('is called for the values within its result', () => {
    assert.equal(bodyText(new Set(), { serialize: sized }), '{"size":0,"big":"big"}');
  });

  it('is called for the result of a toJSON', () => {
    assert.equal(bodyText({ toJSON: () => 1n }, { serialize: () => 'mine' }), '"mine"');
  });

  it('may throw, and loses its value only', () => {
    assert.equal(
      bodyText({ a: 1n, b: new Map(), c: 1 }, { serialize: throwing }),
      '{"a":"[Throws]","b":"[Throws]","c":1}',
    );
  });

  it('leaves a value to the default form when it returns a promise, also one that rejects', async () => {
    const rejections = await unhandledRejections(() => {
      assert.equal(bodyText([1n, new Map([['a', 1]])], { serialize: late }), '["1",{"a":1}]');
    });
    assert.deepEqual(rejections, []);
  });
});

describe('value-forms: a Map with more keys than an event has values', () => {
  it('is cut, with keys of any kind', () => {
    const settings = { oversizedEvents: 'truncate' } as const;
    for (const keyOf of [String, Number]) {
      const map = new Map(Array.from({ length: 300_000 }, (_, i) => [keyOf(i + 1e6), 1]));
      const { messages, warnings } = encode({ body: map }, { format: 'body', ...settings });
      const members = Object.entries(Object(JSON.parse(messages[0] ?? '')));
      assert.deepEqual(members[0], ['1000000', 1]);
      assert.equal(members.at(-1)?.[0], 'truncatedBytes');
      assert.ok(warnings.some((warning) => warning.code === 'CWL_RECORD_SHORTENED'));
    }
    const objects = new Map(Array.from({ length: 300_000 }, (_, i) => [{}, i]));
    const { messages, warnings } = encode({ body: objects }, { format: 'body', ...settings });
    assert.match(messages[0] ?? '', /^\[\[\{\},0\],\[\{\},1\],/);
    assert.ok(warnings.some((warning) => warning.code === 'CWL_RECORD_SHORTENED'));
  });
});
