import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { anyText } from './arbitraries.js';
import { bodyText, encode } from './helpers.js';

/** The largest size of the properties of one error, with markers and brackets. */
const DETAIL_BYTES = 16 * 1024 + 4_096;

const throwing = (): never => {
  throw new Error('no');
};

const property = fc.oneof(
  fc.anything({ withBigInt: true, withDate: true, withMap: true, withSet: true, withTypedArray: true }),
  fc.tuple(anyText, fc.nat({ max: 20 })).map(([text, count]) => text.repeat(count)),
  fc.array(fc.nat(), { maxLength: 3_000 }),
  fc.constant(throwing),
  fc.constant(new Proxy({}, { ownKeys: throwing, get: throwing, getPrototypeOf: throwing })),
  fc.constant(Object.defineProperty({}, 'a', { enumerable: true, get: throwing })),
);

const error = fc.record({
  properties: fc.dictionary(
    fc.oneof(anyText, fc.constantFrom('code', 'type', 'stacktrace', 'errors')),
    property,
    {
      maxKeys: 6,
      noNullPrototype: true,
    },
  ),
  isGetter: fc.boolean(),
});

/** An error with these properties, as values or as getters that throw. */
function errorWith({ properties, isGetter }: { properties: object; isGetter: boolean }): Error {
  const made = Object.assign(new AggregateError([], 'message'), { stack: '' });
  for (const [key, value] of Object.entries(properties)) {
    if (['name', 'message', 'stack', 'cause', '__proto__'].includes(key)) continue;
    Object.defineProperty(made, key, {
      enumerable: true,
      configurable: true,
      ...(isGetter && key !== 'errors' ? { get: throwing } : { value: key === 'errors' ? [] : value }),
    });
  }
  return made;
}

describe('error-form', () => {
  it('is valid JSON of bounded size, for an error with any properties', () => {
    fc.assert(
      fc.property(error, (given) => {
        const { outcome, messages } = encode({ body: errorWith(given) }, { format: 'body' });
        assert.equal(outcome, 'written');
        const form = JSON.parse(messages[0] ?? '');
        assert.deepEqual([form.type, form.message], ['AggregateError', 'message']);
        const keys = Object.keys(given.properties).reduce((sum, key) => sum + Buffer.byteLength(key) * 6, 0);
        assert.ok(Buffer.byteLength(messages[0] ?? '') < DETAIL_BYTES + keys);
      }),
      { numRuns: 300 },
    );
  });

  it('ends in a cycle of errors', () => {
    const first = Object.assign(new AggregateError([], 'first'), { stack: '' });
    const second = Object.assign(new Error('second', { cause: first }), { stack: '', origin: first });
    first.errors.push(second, first);
    assert.equal(
      bodyText(first),
      '{"type":"AggregateError","message":"first","errors":[{"type":"Error","message":"second","cause":"[Circular]",' +
        '"origin":"[Circular]"},"[Circular]"]}',
    );
  });

  it('is bounded for very many errors in one', () => {
    const errors = Array.from({ length: 300_000 }, (_, i) =>
      Object.assign(new Error('e'), { stack: '', code: i }),
    );
    const { outcome, warnings } = encode({ body: new AggregateError(errors, 'all') }, { format: 'body' });
    assert.equal(outcome, 'written');
    assert.ok(warnings.some(({ code }) => code === 'CWL_RECORD_SHORTENED'));
  });
});
