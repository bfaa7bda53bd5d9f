import assert from 'node:assert/strict';
import { recordWeight } from '../../src/ingest/record-weight.js';
import { makeRecord } from '../encode/helpers.js';

const EMPTY = recordWeight(makeRecord());

describe('record-weight', () => {
  for (const [name, body, atLeast] of [
    ['a text', 'x'.repeat(1_000), 1_000],
    ['bytes', new Uint8Array(5_000), 5_000],
    ['texts within objects', { list: [{ name: 'x'.repeat(300) }, 'y'.repeat(300)] }, 612],
    ['keys', { ['k'.repeat(400)]: 1 }, 400],
  ] as const) {
    it(`counts ${name}`, () => {
      const weight = recordWeight(makeRecord({ body })) - EMPTY;
      assert.ok(weight >= atLeast && weight < 1.2 * atLeast, String(weight));
    });
  }

  it('counts attributes', () => {
    assert.ok(recordWeight(makeRecord({ attributes: { text: 'x'.repeat(1_000) } })) - EMPTY >= 1_000);
  });

  it('ends for an endless value', () => {
    const cycle: Record<string, unknown> = {};
    cycle['self'] = cycle;
    const deep: object = new Proxy(
      {},
      {
        ownKeys: () => ['next'],
        getOwnPropertyDescriptor: () => ({ configurable: true, enumerable: true, value: deep }),
        get: () => deep,
      },
    );
    for (const body of [cycle, deep]) assert.ok(recordWeight(makeRecord({ body })) < 100_000);
  });

  it('counts the readable part of a record that throws', () => {
    const hostile = Object.defineProperty(makeRecord(), 'attributes', {
      get() {
        throw new Error('hostile');
      },
    });
    assert.ok(recordWeight(hostile) > 0);
  });
});
