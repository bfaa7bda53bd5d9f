import assert from 'node:assert/strict';
import { errorOf } from '../../../src/cli/check/steps.js';

const ADVICE =
  'Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.';

function shown(message: string): string {
  return errorOf({ error: new Error(message), status: undefined }).message;
}

describe('steps: errorOf', () => {
  it('leaves out the debugging advice of the SDK', () => {
    assert.equal(shown(`Unexpected token < in JSON\n  ${ADVICE}`), 'Unexpected token < in JSON');
    assert.equal(shown('no  '), 'no  ');
  });

  it('keeps the blanks of an answer, except before the advice', () => {
    const blanks = ' '.repeat(400_000);
    assert.equal(shown(`<html>${blanks}`), `<html>${blanks}`);
    assert.equal(shown(`<html>${blanks}${ADVICE}`), '<html>');
  });
});
