import assert from 'node:assert/strict';
import { createDurableLane } from '../../../src/outbox/durable/durable-lane.js';
import { createInserter } from '../../../src/outbox/durable/inserter.js';
import type { SpoolRequest } from '../../../src/outbox/durable/protocol.js';
import { createRowMemory } from '../../../src/outbox/durable/row-memory.js';
import { destination, event } from '../../helpers/events.js';
import { createFakeClock } from '../../helpers/fake-clock.js';

function setUp() {
  const clock = createFakeClock();
  const posted: { request: SpoolRequest; turn: number }[] = [];
  const inserter = createInserter({
    clock,
    memory: createRowMemory(() => undefined),
    post: (request) => void posted.push({ request, turn: clock.turns }),
    pressure: () => undefined,
    whyNot: () => undefined,
    stored: () => undefined,
    refused: () => undefined,
    failed: () => 0,
  });
  const lane = createDurableLane(destination(), { group: 'g', stream: 's' }, 'key');
  return { clock, inserter, lane, posted };
}

describe('The inserter of a durable outbox', () => {
  it('packs one block of an export in a turn of the loop: copying it all at once would hold up other work', async () => {
    const { clock, inserter, lane, posted } = setUp();

    void inserter.insert(lane, [event('a'), event('b'), event('c')]);
    void inserter.insert(lane, [event('d')]);
    await clock.settle();

    assert.deepEqual(
      posted.map(({ turn }) => turn),
      [0, 1, 2, 3],
    );
  });

  it('packs the rest at once when it must', () => {
    const { inserter, lane, posted } = setUp();

    void inserter.insert(lane, [event('a'), event('b'), event('c')]);
    assert.equal(posted.length, 1);
    inserter.hurry();

    assert.equal(posted.length, 3);
  });

  it('answers an export with what its blocks found no room for', async () => {
    const { clock, inserter, lane, posted } = setUp();

    const answer = inserter.insert(lane, [event('a'), event('b')]);
    await clock.settle();
    const [first, second] = posted.map(({ request }) => request);
    assert.ok(first?.kind === 'insert' && second?.kind === 'insert');
    inserter.answered({ kind: 'inserted', ticket: first.ticket, row: { source: 'file', id: 1 } });
    inserter.answered({ kind: 'refused', ticket: second.ticket });

    assert.equal(await answer, 1);
    assert.equal(lane.pending, 0);
  });
});
