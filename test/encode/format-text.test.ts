import assert from 'node:assert/strict';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { unhandledRejections } from '../helpers/unhandled-rejections.js';
import { bodyText, encode } from './helpers.js';

const numbered = (record: ReadableLogRecord): string => `[${record.severityNumber}] é"`;

const lateFormat = async (): Promise<string> => {
  throw new Error('late');
};

describe('format-text: createBodyFormat', () => {
  it('writes a string as it is', () => {
    assert.equal(bodyText('a "b"\n\u0000é😀'), 'a "b"\n\u0000é😀');
    assert.equal(bodyText('{"a":1}'), '{"a":1}');
    assert.equal(bodyText('a\ud800'), 'a\ufffd');
  });

  it('writes anything else as JSON', () => {
    assert.equal(bodyText({ a: 'b' }), '{"a":"b"}');
    assert.equal(bodyText(null), 'null');
    assert.equal(bodyText(false), 'false');
    assert.equal(bodyText(12), '12');
    assert.equal(bodyText(new Date(0)), '"1970-01-01T00:00:00.000Z"');
  });

  it('is empty for a body without text', () => {
    for (const body of [undefined, '', { toJSON: () => undefined }]) {
      const { outcome, events } = encode({ body }, { format: 'body' });
      assert.deepEqual(outcome, { lost: 'empty' });
      assert.deepEqual(events, []);
    }
  });
});

describe('format-text: createFunctionFormat', () => {
  it('gives the text of the record', () => {
    const { messages, events } = encode({ severityNumber: 9 }, { format: numbered });
    assert.deepEqual(messages, ['[9] é"']);
    assert.equal(events[0]?.size, 7 + 26);
  });

  it('leaves a record out by undefined', () => {
    const { outcome, events } = encode({ body: 'x' }, { format: () => undefined });
    assert.equal(outcome, 'skipped');
    assert.deepEqual(events, []);
  });

  it('is empty if its text is empty', () => {
    assert.deepEqual(encode({ body: 'x' }, { format: () => '' }).outcome, { lost: 'empty' });
  });

  it('fails with what the function threw, and reports nothing of the record', () => {
    const thrown = new Error('secret');
    const format = (): never => {
      throw thrown;
    };
    const { outcome } = encode({ body: 'x' }, { format });
    assert.ok(typeof outcome === 'object');
    assert.equal(outcome.lost, 'encode_failed');
    assert.match(String(outcome.error), /\bthrew\b/);
    assert.doesNotMatch(String(outcome.error), /secret/);
    assert.equal(Reflect.get(outcome.error ?? {}, 'code'), 'CWL_FORMAT_FUNCTION_FAILED');
    assert.equal(outcome.error?.cause, thrown);
  });

  it('fails if the function returns no string, and names the type', () => {
    for (const [value, type] of [
      [null, 'object'],
      [5, 'number'],
      [Promise.resolve('x'), 'object'],
    ] as const) {
      // @ts-expect-error -- a mistake that the types forbid
      const { outcome } = encode({ body: 'x' }, { format: () => value });
      assert.ok(typeof outcome === 'object');
      assert.equal(outcome.lost, 'encode_failed');
      assert.ok(outcome.error instanceof TypeError);
      assert.equal(Reflect.get(outcome.error, 'code'), 'CWL_FORMAT_FUNCTION_FAILED');
      assert.match(outcome.error.message, new RegExp(`\\bgave ${type}\\b`));
    }
  });

  it('may be async and reject, and loses its record only', async () => {
    const rejections = await unhandledRejections(() => {
      // @ts-expect-error -- a mistake that the types forbid
      const { outcome } = encode({ body: 'x' }, { format: lateFormat });
      assert.ok(typeof outcome === 'object' && outcome.lost === 'encode_failed');
    });
    assert.deepEqual(rejections, []);
  });
});
