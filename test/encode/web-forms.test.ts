import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import { bodyText, encode } from './helpers.js';

const TAGS = ['Headers', 'URLSearchParams', 'FormData', 'Response', 'Request', 'Blob', 'File'];

/** An object with the tag of such a class that is not an instance of it. */
function tagged(tag: unknown, members: object): object {
  class Tagged {
    get [Symbol.toStringTag](): unknown {
      if (tag === undefined) throw new Error('tag');
      return tag;
    }
  }
  return Object.assign(new Tagged(), members);
}

function* endless(item: unknown): Iterable<unknown> {
  for (;;) yield item;
}

const throwing = (): never => {
  throw new Error('no');
};

const entries = fc.oneof(
  fc.anything(),
  fc.array(fc.anything()).map((items) => () => items),
  fc.array(fc.tuple(fc.anything(), fc.anything())).map((items) => () => new Map(items).entries()),
  fc.constant(throwing),
  fc.constant(() => ({ [Symbol.iterator]: throwing })),
);

describe('web-forms: webEntries', () => {
  it('is valid JSON, for any object with the tag', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...TAGS, undefined, 5),
        entries,
        fc.anything(),
        fc.anything(),
        (tag, given, headers, status) => {
          const value = tagged(tag, { entries: given, headers, status, url: status });
          assert.doesNotThrow(() => JSON.parse(bodyText([value]) ?? ''));
        },
      ),
      { numRuns: 500 },
    );
  });

  it('ends for endless entries', () => {
    for (const item of [['a', 1], 5]) {
      const { messages, outcome } = encode(
        { body: tagged('Headers', { entries: () => endless(item) }) },
        { format: 'body', oversizedEvents: 'truncate' },
      );
      assert.equal(outcome, 'written');
      assert.ok((messages[0] ?? '').includes('[Truncated]'));
    }
  });

  it('is that of any object if it only has the tag', () => {
    for (const tag of ['Headers', 'Response', 'Request'])
      assert.equal(bodyText(tagged(tag, { a: 1 })), '{"a":1}');
  });

  it('is used for classes of packages too', () => {
    const fetched = tagged('Response', {
      status: 404,
      headers: tagged('Headers', { entries: () => [['x-id', '1']] }),
      body: endless(1),
    });
    assert.equal(bodyText(fetched), '{"status":404,"headers":{"x-id":"1"}}');
  });
});
