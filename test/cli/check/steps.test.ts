import assert from 'node:assert/strict';
import { errorOf } from '../../../src/cli/check/steps.js';

const ADVICE =
  'Deserialization error: to see the raw response, inspect the hidden field {error}.$response on this object.';

function shown(message: string): string {
  return errorOf({ error: new Error(message), status: undefined }).message;
}

describe('The error of a step', () => {
  it('leaves out what the SDK says to those who have it in a debugger', () => {
    assert.equal(shown(`Unexpected token < in JSON\n  ${ADVICE}`), 'Unexpected token < in JSON');
    assert.equal(shown('no  '), 'no  ');
  });

  it('takes its time by the length of an answer, whatever is in it', function () {
    // A pattern that began with blanks took minutes.
    this.timeout(20_000);
    const blanks = ' '.repeat(400_000);
    assert.equal(shown(`<html>${blanks}`), `<html>${blanks}`);
    assert.equal(shown(`<html>${blanks}${ADVICE}`), '<html>');
  });
});
