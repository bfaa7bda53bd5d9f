import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { EventBlock } from '../../../src/events/model.js';
import { createInsertQueue } from '../../../src/outbox/journal/insert-queue.js';
import type { SpoolRequest } from '../../../src/outbox/journal/protocol.js';
import type { StoreOutcome } from '../../../src/outbox/journal/journal.js';
import { destination, event } from '../../helpers/events.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

function setUp() {
  const clock = createFakeClock();
  const posted: SpoolRequest[] = [];
  const supervisor = { isRunning: true };
  const keepAlive = sinon.spy();
  const [fails, works] = [sinon.spy(), sinon.spy()];
  const [stored, notStored] = [sinon.spy(), sinon.spy()];
  let lastId = 0;
  const inserts = createInsertQueue({
    clock,
    supervisor: {
      post: (request) => void posted.push(request),
      keepAlive,
      isUp: () => supervisor.isRunning,
    },
    disk: { fails, works },
    newIds: (count) => (lastId += count),
  });
  const add = (...blocks: EventBlock[]) => {
    for (const block of blocks) {
      const done = (outcome: StoreOutcome): void =>
        void (outcome === 'stored' ? stored(block) : notStored(block, outcome));
      inserts.add({ destination: destination(), block, entity: undefined, hasOthers: false, done });
    }
  };
  const ids = () => posted.map((request) => request.kind === 'insert' && request.id);
  return { clock, supervisor, posted, keepAlive, fails, works, stored, notStored, inserts, add, ids };
}

const [a, b, c] = ['a', 'b', 'c'].map((message) => event(message)) as [EventBlock, EventBlock, EventBlock];

describe('insert-queue', () => {
  it('posts blocks later, in their order, small ones in one turn of the loop', async () => {
    const { clock, inserts, add, ids, keepAlive } = setUp();
    add(a, b);
    add(c);
    assert.deepEqual(ids(), []);
    sinon.assert.alwaysCalledWithExactly(keepAlive, true);

    await clock.settle();

    assert.deepEqual(ids(), [1, 2, 3]);
    assert.equal(clock.turns, 0);
    assert.equal(inserts.posted, 3);
  });

  it('posts what comes after earlier blocks were posted', async () => {
    const { clock, add, ids } = setUp();
    add(a);
    await clock.settle();
    add(b);
    await clock.settle();

    assert.deepEqual(ids(), [1, 2]);
  });

  it('posts no more than 256 KiB, or one block, in each turn of the loop', async () => {
    const { clock, add, posted } = setUp();
    const quarter = event('x'.repeat(64 * 1024));
    const large = event('x'.repeat(1024 * 1024));
    const turns: number[] = [];
    const turn = clock.turn.bind(clock);
    clock.turn = () => {
      turns.push(posted.length);
      return turn();
    };

    add(large, large, quarter, quarter, quarter, quarter, quarter);
    await clock.settle();

    assert.deepEqual(turns, [1, 2, 6]);
    assert.equal(posted.length, 7);
  });

  it('posts all blocks at once on request', () => {
    const { inserts, add, ids } = setUp();
    add(a, b);
    inserts.postAll();
    assert.deepEqual(ids(), [1, 2]);
  });

  it('reports stored blocks, and keeps the process alive until all have an answer', () => {
    const { inserts, add, keepAlive, works, stored, notStored } = setUp();
    add(a, b);
    inserts.postAll();

    inserts.answered({ kind: 'inserted', id: 1 });
    sinon.assert.calledOnceWithExactly(stored, a);
    sinon.assert.calledOnce(works);
    assert.equal(keepAlive.lastCall.args[0], true);
    inserts.answered({ kind: 'refused', id: 2 });
    sinon.assert.calledOnceWithExactly(notStored, b, 'full');
    sinon.assert.calledTwice(works);
    assert.equal(keepAlive.lastCall.args[0], false);
    inserts.answered({ kind: 'inserted', id: 2 });
    sinon.assert.calledOnce(stored);
  });

  it('reports blocks that the disk does not accept', () => {
    const { inserts, add, keepAlive, fails, works, notStored } = setUp();
    add(a);
    inserts.postAll();

    inserts.answered({ kind: 'failed', id: 1, message: 'ENOSPC' });

    sinon.assert.calledOnceWithExactly(notStored, a, { failure: 'ENOSPC', maybeStored: false });
    sinon.assert.calledOnceWithExactly(fails, 'ENOSPC');
    sinon.assert.notCalled(works);
    assert.equal(keepAlive.lastCall.args[0], false);
  });

  it('posts nothing without a thread', () => {
    const { supervisor, posted, inserts, add, notStored } = setUp();
    supervisor.isRunning = false;
    add(a);

    inserts.postAll();

    assert.deepEqual(posted, []);
    sinon.assert.calledOnceWithExactly(notStored, a, { failure: 'its thread has ended', maybeStored: false });
  });

  it('reports posted blocks as perhaps stored if the thread will not answer', () => {
    const { inserts, add, keepAlive, fails, notStored } = setUp();
    add(a, b);
    inserts.postAll();

    inserts.failPosted('it died');

    assert.deepEqual(notStored.args, [
      [a, { failure: 'it died', maybeStored: true }],
      [b, { failure: 'it died', maybeStored: true }],
    ]);
    sinon.assert.calledWith(fails, 'it died');
    assert.deepEqual([inserts.posted, keepAlive.lastCall.args[0]], [0, false]);
  });

  it('reports nothing about the disk after its end', () => {
    const { inserts, add, fails, notStored } = setUp();
    add(a);
    inserts.postAll();
    inserts.close();

    inserts.failPosted('the end');

    sinon.assert.calledOnce(notStored);
    sinon.assert.notCalled(fails);
  });
});
