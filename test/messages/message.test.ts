import assert from 'node:assert/strict';
import { assert as check, constantFrom, property, string } from 'fast-check';
import { CodedError, CodedTypeError, fixOf, messageOf, messageWith } from '../../src/messages/message.js';

describe('message: messageOf', () => {
  it('returns the code, and the text with its facts, then what to do', () => {
    assert.deepEqual(messageOf('CWL_BUDGET_SPENT', { bytesPerHour: 1_000 }), {
      code: 'CWL_BUDGET_SPENT',
      text: 'budget.bytesPerHour (1000) is spent. The exporter leaves out records below budget.minSeverity until the hour is over. Raise the budget, or raise minSeverity.',
    });
  });

  it('ends with the text where there is nothing to do', () => {
    const { text } = messageOf('CWL_OUTAGE_ENDED', { seconds: 3, waiting: 0 });
    assert.match(text, / 3 s\. 0 events are in the outbox\.$/);
  });

  it('does not replace placeholders within facts', () => {
    check(
      property(string(), constantFrom('{cause}', '$&', '{name}', '{error}'), (some, special) => {
        const error = `${special}${some}`;
        const { text } = messageOf('CWL_SHUTDOWN_FAILED', { error });
        assert.ok(text.includes(`(${error})`));
      }),
    );
  });
});

describe('message: fixOf', () => {
  it('returns what to do alone, with the facts of the message', () => {
    const facts = { permission: 'logs:PutLogEvents', resource: ' on x' };
    assert.match(fixOf('CWL_ACCESS_DENIED', facts), /^Allow logs:PutLogEvents on x for /);
    assert.ok(messageWith('CWL_ACCESS_DENIED', facts).text.endsWith(fixOf('CWL_ACCESS_DENIED', facts)));
  });
});

describe('message: CodedError and CodedTypeError', () => {
  it('carry the code and the text of the message, and a cause', () => {
    const message = messageOf('CWL_ON_LOSS_THREW');
    const cause = new Error('why');
    const error = new CodedError(message, { cause });
    assert.deepEqual([error.code, error.message, error.cause], [message.code, message.text, cause]);
    const typeError = new CodedTypeError(message);
    assert.ok(typeError instanceof TypeError);
    assert.deepEqual([typeError.code, typeError.message], [message.code, message.text]);
  });
});
