import assert from 'node:assert/strict';
import type { Destination, EventBlock } from '../../src/events/model.js';
import type { Outbox } from '../../src/outbox/outbox.js';

/** Adds several blocks to an outbox without a journal; returns how many events were refused. */
export function addAll(outbox: Outbox, to: Destination, blocks: readonly EventBlock[]): number {
  return blocks.reduce((refused, block) => {
    const answer = outbox.add(to, block);
    assert.ok(typeof answer === 'number');
    return refused + answer;
  }, 0);
}

/** Adds several blocks to an outbox with a journal; resolves with how many events were refused. */
export async function storeAll(
  outbox: Outbox,
  to: Destination,
  blocks: readonly EventBlock[],
): Promise<number> {
  const answers = blocks.map(async (block) => outbox.add(to, block));
  const refused = await Promise.all(answers);
  return refused.reduce((sum, count) => sum + count, 0);
}
