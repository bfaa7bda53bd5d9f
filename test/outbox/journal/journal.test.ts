import assert from 'node:assert/strict';
import { NO_JOURNAL } from '../../../src/outbox/journal/journal.js';
import { destination, event } from '../../helpers/events.js';

/** Must not be called. */
function done(): never {
  assert.fail('it stores nothing');
}

describe('journal: NO_JOURNAL', () => {
  it('stores nothing, has nothing, and never waits', async () => {
    const entry = {
      destination: destination(),
      block: event('x'),
      entity: undefined,
      hasOthers: false,
      done,
    };

    assert.equal(NO_JOURNAL.append(entry), false);
    assert.deepEqual([NO_JOURNAL.isUp(), NO_JOURNAL.bytes, NO_JOURNAL.searched()], [false, 0, undefined]);
    await NO_JOURNAL.close();
  });
});
