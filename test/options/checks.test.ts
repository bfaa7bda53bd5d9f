import assert from 'node:assert/strict';
import {
  integer,
  isObject,
  listOf,
  mistake,
  must,
  mustSecretly,
  nameTemplate,
  objectWith,
  oneOf,
  oneOfOrFunction,
  wordList,
} from '../../src/options/checks.js';

const throws = (): never => {
  throw new Error('looked at');
};

describe('must', () => {
  const check = must('an even number', (value) => typeof value === 'number' && value % 2 === 0);

  it('says what was expected and what came', () => {
    assert.deepEqual(check('a.b', 2), []);
    assert.deepEqual(check('a.b', 3), [mistake('a.b', 'an even number', '3 (number)')]);
  });

  it('refuses what throws when it is looked at', () => {
    assert.equal(must('anything', throws)('a', 1).length, 1);
  });
});

describe('mustSecretly', () => {
  it('never shows the value', () => {
    const [line = ''] = mustSecretly('an object', isObject)('clientConfig', 'my-secret');
    assert.match(line, /^clientConfig: expected an object, got a string$/);
  });
});

describe('integer', () => {
  it('takes whole numbers from the least to the greatest', () => {
    const check = integer(1_024, 1_048_576);
    for (const value of [1_024, 1_048_576]) assert.deepEqual(check('n', value), []);
    for (const value of [1_023, 1_048_577, 1_024.5, Number.NaN, '1024', undefined]) {
      assert.match(check('n', value).join(), /^n: expected an integer from 1,024 to 1,048,576, got /);
    }
  });

  it('names only the least where there is no greatest', () => {
    assert.match(integer(1)('n', 0).join(), /expected an integer of at least 1, got 0/);
  });
});

describe('oneOf', () => {
  it('takes the words alone', () => {
    const check = oneOf(['a', 'b']);
    assert.deepEqual(check('w', 'b'), []);
    for (const value of ['c', '', undefined, ['a']]) assert.equal(check('w', value).length, 1);
  });
});

describe('oneOfOrFunction', () => {
  it('takes the words, and functions', () => {
    const check = oneOfOrFunction(['a', 'b']);
    for (const value of ['a', () => 'x']) assert.deepEqual(check('w', value), []);
    assert.match(check('w', 'c').join(), /expected 'a', 'b' or a function/);
  });
});

describe('listOf', () => {
  it('names each entry that is wrong by its place, those left empty too', () => {
    const check = listOf('words', oneOf(['a']));
    assert.deepEqual(check('l', ['a', 'a']), []);
    const sparse: unknown[] = ['a', 'x'];
    sparse.length = 3;
    assert.deepEqual(
      check('l', sparse).map((line) => line.split(':')[0]),
      ['l[1]', 'l[2]'],
    );
    assert.match(check('l', 'a').join(), /expected a list of words/);
  });
});

describe('objectWith', () => {
  it('takes an object that has the method, and refuses one whose getter throws', () => {
    const check = objectWith('send');
    assert.deepEqual(check('client', { send: () => undefined }), []);
    const trap = Object.defineProperty({}, 'send', { get: throws });
    for (const value of [{}, { send: 1 }, undefined, trap]) assert.equal(check('client', value).length, 1);
  });
});

describe('nameTemplate', () => {
  it('takes functions and templates that can be read', () => {
    const check = nameTemplate('logGroupName');
    for (const value of ['/otel/{service.name}', () => 'x']) assert.deepEqual(check('name', value), []);
    for (const value of ['{', 5]) assert.match(check('name', value).join(), /^name: /);
  });
});

describe('isObject', () => {
  it('leaves out arrays, null and what cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.ok(isObject({}));
    for (const value of [[], null, () => undefined, 'a', proxy]) assert.ok(!isObject(value));
  });
});

describe('wordList', () => {
  it('joins words as a sentence does', () => {
    assert.equal(wordList(['a']), "'a'");
    assert.equal(wordList(['a', 'b', 'c']), "'a', 'b' or 'c'");
  });
});
