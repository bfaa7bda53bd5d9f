import assert from 'node:assert/strict';
import { runInNewContext } from 'node:vm';
import type { NameFunction } from '../../src/options/options.js';
import { bindFunction } from '../../src/route/bind-function.js';
import { valueText } from '../../src/route/value-text.js';
import { createNameWarnings } from '../../src/route/name-warnings.js';
import { assertLegal, listener, recordOf, SOME_TIME } from './records.js';
import { unhandledRejections } from '../helpers/unhandled-rejections.js';

/** Wrong functions, as JavaScript allows them. */
function giving(value: unknown): NameFunction {
  const key: string = 'value';
  return () => Reflect.get({ value }, key);
}

function throwing(): string {
  throw new Error('secret');
}

describe('bind-function', () => {
  it('makes the result of the function legal', () => {
    const warnings = createNameWarnings(() => {});
    const group = bindFunction('logGroupName', giving('aws/a b'), warnings);
    const stream = bindFunction('logStreamName', giving(`a:b/${'x'.repeat(600)}`), warnings);
    assert.equal(group(recordOf({}), SOME_TIME, false), 'aws_a_b');
    assert.match(stream(recordOf({}), SOME_TIME, false), /^a_b\/x{499}-[0-9a-f]{8}$/);
    assertLegal(group(recordOf({}), SOME_TIME, false), stream(recordOf({}), SOME_TIME, false));
  });

  it('calls the function for every record', () => {
    const name = bindFunction(
      'logStreamName',
      ({ attributes }) => valueText(attributes['a']) ?? '',
      createNameWarnings(() => {}),
    );
    const names = ['x', 'x', 'y', 'x'].map((a) => name(recordOf({ attributes: { a } }), SOME_TIME, false));
    assert.deepEqual(names, ['x', 'x', 'y', 'x']);
  });

  it('does not call it in an overflow', () => {
    const warnings = createNameWarnings(() => {});
    const name = bindFunction('logStreamName', () => assert.fail('was asked'), warnings);
    assert.equal(name(recordOf({}), SOME_TIME, true), 'overflow');
  });

  it('returns unknown, with one warning and no content, when the function throws', () => {
    const { messages, warn } = listener();
    const name = bindFunction('logGroupName', throwing, createNameWarnings(warn));
    assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
    assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
    assert.equal(messages.length, 1);
    assert.match(messages[0] ?? '', /^CWL_NAME_FUNCTION_FAILED: .*logGroupName.* threw/);
  });

  for (const [value, told] of [
    ['', /gave an empty text/],
    [undefined, /gave undefined, not a string/],
    [null, /gave null, not a string/],
    [7, /gave number, not a string/],
    [{}, /gave object, not a string/],
    [Promise.resolve('name'), /gave a promise, not a string/],
  ] as const) {
    it(`returns unknown, with one warning, where ${told.source}`, () => {
      const { messages, warn } = listener();
      const name = bindFunction('logStreamName', giving(value), createNameWarnings(warn));
      assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
      assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
      assert.equal(messages.length, 1);
      assert.match(messages[0] ?? '', told);
    });
  }

  for (const [realm, reject] of [
    ['', () => Promise.reject(new Error('later'))],
    [' of another realm', (): unknown => runInNewContext('Promise.reject(new Error("later"))')],
  ] as const) {
    it(`keeps a rejected promise${realm} from ending the process`, async () => {
      const { messages, warn } = listener();
      const unhandled = await unhandledRejections(() => {
        const name = bindFunction('logStreamName', giving(reject()), createNameWarnings(warn));
        assert.equal(name(recordOf({}), SOME_TIME, false), 'unknown');
      });
      assert.deepEqual(unhandled, []);
      assert.match(messages.join(), /gave a promise, not a string/);
    });
  }
});
