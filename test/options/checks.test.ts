import assert from 'node:assert/strict';
import {
  integer,
  isNonArrayObject,
  arrayOf,
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

describe('checks: must', () => {
  const check = must('an even number', (value) => typeof value === 'number' && value % 2 === 0);

  it('reports what was expected and what was passed', () => {
    assert.deepEqual(check('a.b', 2), []);
    assert.deepEqual(check('a.b', 3), [mistake('a.b', 'an even number', '3 (number)')]);
  });

  it('rejects a value that throws when it is read', () => {
    assert.equal(must('anything', throws)('a', 1).length, 1);
  });
});

describe('checks: mustSecretly', () => {
  it('never shows the value', () => {
    const [line = ''] = mustSecretly('an object', isNonArrayObject)('clientConfig', 'my-secret');
    assert.match(line, /^clientConfig: expected an object, got a string$/);
  });
});

describe('checks: integer', () => {
  it('accepts whole numbers from the minimum to the maximum', () => {
    const check = integer(1_024, 1_048_576);
    for (const value of [1_024, 1_048_576]) assert.deepEqual(check('n', value), []);
    for (const value of [1_023, 1_048_577, 1_024.5, Number.NaN, '1024', undefined]) {
      assert.match(check('n', value).join(), /^n: expected an integer from 1,024 to 1,048,576, got /);
    }
  });

  it('names only the minimum where there is no maximum', () => {
    assert.match(integer(1)('n', 0).join(), /expected an integer of at least 1, got 0/);
  });
});

describe('checks: oneOf', () => {
  it('accepts only the listed strings', () => {
    const check = oneOf(['a', 'b']);
    assert.deepEqual(check('w', 'b'), []);
    for (const value of ['c', '', undefined, ['a']]) assert.equal(check('w', value).length, 1);
  });
});

describe('checks: oneOfOrFunction', () => {
  it('accepts the listed strings, and functions', () => {
    const check = oneOfOrFunction(['a', 'b']);
    for (const value of ['a', () => 'x']) assert.deepEqual(check('w', value), []);
    assert.match(check('w', 'c').join(), /expected 'a', 'b' or a function/);
  });
});

describe('checks: arrayOf', () => {
  it('names each wrong entry by its index, including missing ones', () => {
    const check = arrayOf('words', oneOf(['a']));
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

describe('checks: objectWith', () => {
  it('accepts an object with the method, and rejects one whose getter throws', () => {
    const check = objectWith('send');
    assert.deepEqual(check('client', { send: () => undefined }), []);
    const trap = Object.defineProperty({}, 'send', { get: throws });
    for (const value of [{}, { send: 1 }, undefined, trap]) assert.equal(check('client', value).length, 1);
  });
});

describe('checks: nameTemplate', () => {
  it('accepts functions and valid templates', () => {
    const check = nameTemplate('logGroupName');
    for (const value of ['/otel/{service.name}', () => 'x']) assert.deepEqual(check('name', value), []);
    for (const value of ['{', 5]) assert.match(check('name', value).join(), /^name: /);
  });
});

describe('checks: isNonArrayObject', () => {
  it('rejects arrays, null and values that cannot be read', () => {
    const { proxy, revoke } = Proxy.revocable({}, {});
    revoke();
    assert.ok(isNonArrayObject({}));
    for (const value of [[], null, () => undefined, 'a', proxy]) assert.ok(!isNonArrayObject(value));
  });
});

describe('checks: wordList', () => {
  it('joins words as in a sentence', () => {
    assert.equal(wordList(['a']), "'a'");
    assert.equal(wordList(['a', 'b', 'c']), "'a', 'b' or 'c'");
  });
});
