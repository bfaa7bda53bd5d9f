import assert from 'node:assert/strict';
import {
  alreadyExists,
  groupNotFound,
  invalidParameter,
  serialization,
  ServiceError,
  streamNotFound,
  throttling,
} from '../../../src/local-server/model/service-error.js';
import { TEXTS } from '../../helpers/service-error.js';

describe('service-error', () => {
  it('is an Error with the name, the text, the status and the rules it was given', () => {
    const error = new ServiceError('Odd', 'text', 503, ['input', 'tags']);
    assert.ok(error instanceof Error);
    assert.deepEqual(
      [error.name, error.message, error.status, error.rules],
      ['Odd', 'text', 503, ['input', 'tags']],
    );
  });

  it('answers 400 and breaks no rule by default', () => {
    const { status, rules } = new ServiceError('Odd', '');
    assert.deepEqual([status, rules], [400, []]);
  });

  for (const [name, message, error] of [
    ['ResourceNotFoundException', TEXTS.groupMissing, groupNotFound()],
    ['ResourceNotFoundException', TEXTS.streamMissing, streamNotFound()],
    ['ResourceAlreadyExistsException', TEXTS.groupExists, alreadyExists('group')],
    ['ResourceAlreadyExistsException', TEXTS.streamExists, alreadyExists('stream')],
    ['ThrottlingException', 'Rate exceeded', throttling()],
    ['ThrottlingException', 'Slow down', throttling('Slow down')],
  ] as const) {
    it(`${name} says "${message}" and breaks no rule`, () => {
      assert.deepEqual([error.name, error.message, error.status, error.rules], [name, message, 400, []]);
    });
  }

  it('InvalidParameterException names every rule that was broken', () => {
    const { name, message, status, rules } = invalidParameter('text', 'entity', 'tags');
    assert.deepEqual(
      [name, message, status, rules],
      ['InvalidParameterException', 'text', 400, ['entity', 'tags']],
    );
    assert.deepEqual(invalidParameter('text').rules, []);
  });

  it('SerializationException breaks the rule of JSON unless another is named', () => {
    const { name, message, status, rules } = serialization('text');
    assert.deepEqual(
      [name, message, status, rules],
      ['SerializationException', 'text', 400, ['malformed JSON']],
    );
    assert.deepEqual(serialization('text', 'timestamp').rules, ['timestamp']);
  });
});
