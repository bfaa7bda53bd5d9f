import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import { ignoreRejection, isThenable } from '../../src/util/ignore-rejection.js';
import { unhandledRejections } from '../helpers/unhandled-rejections.js';

/** A thenable, if `then` is a function. */
function withThen(then: unknown): object {
  return Object.defineProperty({}, 'th'.concat('en'), { value: then });
}

/** The promise of a library. */
function Replaced(): void {
  // Its members are on the prototype.
}

describe('ignore-rejection: isThenable', () => {
  it('accepts promises and what is awaited like one', () => {
    assert.ok(isThenable(Promise.resolve()));
    assert.ok(isThenable(withThen(() => undefined)));
    const throwing = Object.defineProperty({}, 'th'.concat('en'), { get: () => assert.fail('on purpose') });
    for (const value of [undefined, null, 'then', withThen(1), () => undefined, throwing])
      assert.ok(!isThenable(value));
  });
});

describe('ignore-rejection', () => {
  it('keeps a rejection from ending the process', async () => {
    const unhandled = await unhandledRejections(() => {
      ignoreRejection(Promise.reject(new Error('not awaited')));
      ignoreRejection(runInNewContext('Promise.reject(new Error("of another realm"))'));
      ignoreRejection('a text');
    });
    assert.deepEqual(unhandled, []);
  });

  it('works where a library has replaced the global', async () => {
    const native = Promise;
    const rejected = native.reject(new Error('not awaited'));
    let handled = 0;
    Object.defineProperty(Replaced.prototype, 'th'.concat('en'), {
      value: (_onFulfilled: unknown, onRejected: unknown) =>
        void (handled += onRejected === undefined ? 0 : 1),
    });
    const unhandled = await unhandledRejections(() => {
      Reflect.set(globalThis, 'Promise', Replaced);
      try {
        ignoreRejection(rejected);
        ignoreRejection(Object.create(Replaced.prototype));
      } finally {
        globalThis.Promise = native;
      }
    });
    assert.deepEqual([unhandled, handled], [[], 1]);
  });

  it('does not begin the work of what is only awaited like a promise', async () => {
    let begun = false;
    const query = withThen(() => (begun = true));
    await unhandledRejections(() => ignoreRejection(query));
    assert.equal(begun, false);
  });
});
