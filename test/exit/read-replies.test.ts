import assert from 'node:assert/strict';
import { readReplies } from '../../src/exit/read-replies.js';
import { bareBlock, destination } from '../helpers/events.js';

describe('read-replies', () => {
  const [first, second] = [bareBlock([1, 2, 3, 4]), bareBlock([5, 6])];
  const [a, b] = [destination('a'), destination('b')];
  const sent = [
    { destination: a, run: { block: first, from: 1, to: 4 } },
    { destination: b, run: { block: second, from: 0, to: 2 } },
  ];

  it('returns nothing for no replies', () => {
    assert.deepEqual(readReplies([], sent), { answered: [], lost: [], failure: undefined });
  });

  it('returns the events of this thread, each at its place in its own block', () => {
    const { answered } = readReplies(
      [
        { kind: 'answered', events: [[0, 1, 3]] },
        { kind: 'answered', events: [[1, 0, 1]] },
      ],
      sent,
    );

    assert.deepEqual(answered, [
      { block: first, from: 2, to: 4 },
      { block: second, from: 0, to: 1 },
    ]);
  });

  it('returns what is lost with its stream, its reason and its error', () => {
    const { lost } = readReplies(
      [
        { kind: 'lost', events: [[1, 1, 2]], reason: 'too_old', error: undefined },
        { kind: 'lost', events: [], reason: 'invalid', error: undefined },
        { kind: 'lost', events: [[0, 0, 1]], reason: 'invalid', error: 'refused' },
      ],
      sent,
    );

    assert.deepEqual(lost, [
      { destination: b, events: [{ block: second, from: 1, to: 2 }], reason: 'too_old', error: undefined },
      {
        destination: a,
        events: [{ block: first, from: 1, to: 2 }],
        reason: 'invalid',
        error: new Error('refused'),
      },
    ]);
  });

  it('returns why the last call failed', () => {
    const { failure } = readReplies(
      [
        { kind: 'failed', message: 'one' },
        { kind: 'failed', message: 'two' },
      ],
      sent,
    );

    assert.equal(failure, 'two');
  });
});
