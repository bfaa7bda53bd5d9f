import assert from 'node:assert/strict';
import * as fc from 'fast-check';
import * as sinon from 'sinon';
import type { EventRun, LossReason } from '../../src/events/model.js';
import { countOf, pick, wholeOf } from '../../src/events/runs.js';
import { createExitAccount, type ExitAccountParts } from '../../src/exit/exit-account.js';
import { bareBlock, destination } from '../helpers/events.js';

const [a, b] = [destination('a'), destination('b')];
const STREAMS = [a, b];

type Delivered = Parameters<ExitAccountParts['reporter']['delivered']>;
type Lost = Parameters<ExitAccountParts['reporter']['lost']>;

/** A block of three events. */
function blockOf(isStored: boolean) {
  return Object.assign(bareBlock([1, 2, 3]), { isStored });
}

function setUp() {
  const delivered = sinon.spy();
  const lost = sinon.spy();
  const noteAnswered = sinon.spy();
  const account = createExitAccount({ outbox: { noteAnswered }, reporter: { delivered, lost } });
  return { account, delivered, lost, noteAnswered };
}

describe('exit-account', () => {
  it('counts what is delivered and refused, and notes the answers of both', () => {
    const { account, delivered, lost, noteAnswered } = setUp();
    const runs = [wholeOf(blockOf(true))];
    const error = new Error('on purpose');
    const answered = [...runs];

    const unsent = account.count([[a, runs]], {
      answered,
      lost: [{ destination: a, events: pick(runs, 0, 1), reason: 'too_old', error }],
    });

    assert.equal(unsent, 0);
    sinon.assert.calledOnceWithExactly(delivered, a, 2, 200);
    sinon.assert.calledOnceWithExactly(lost, a, pick(runs, 0, 1), 'too_old', error);
    sinon.assert.calledOnceWithExactly(noteAnswered, answered);
  });

  it('counts as lost what has no answer and is in memory alone', () => {
    const { account, delivered, lost } = setUp();
    const [volatile, stored] = [[wholeOf(blockOf(false))], [wholeOf(blockOf(true))]];

    const unsent = account.count(
      [
        [a, [...volatile, ...stored]],
        [b, stored],
      ],
      { answered: pick(volatile, 0, 1), lost: [] },
    );

    assert.equal(unsent, 2);
    sinon.assert.calledOnceWithExactly(delivered, a, 1, 100);
    sinon.assert.calledOnceWithExactly(lost, a, pick(volatile, 1), 'shutdown');
  });

  it('counts nothing of a block that had another outcome between two rounds: its memory is freed', () => {
    const { account, delivered, lost } = setUp();
    const [gone, other] = [blockOf(true), blockOf(true)];
    account.count([[a, [wholeOf(gone)]]], { answered: [], lost: [] });
    const refused = { destination: a, events: [wholeOf(gone)], reason: 'invalid', error: undefined } as const;

    // The journal has dropped it, and that was counted.
    Object.assign(gone, { remaining: 0, isStored: false });
    const unsent = account.count([[a, [wholeOf(other)]]], { answered: [wholeOf(other)], lost: [refused] });

    assert.equal(unsent, 0);
    sinon.assert.calledOnceWithExactly(delivered, a, 3, 300);
    sinon.assert.calledOnceWithExactly(lost, a, [], 'invalid', undefined);
  });

  it('counts once what is refused, though the time has ended before its answer', () => {
    for (const isStored of [false, true]) {
      const { account, delivered, lost } = setUp();
      const events = [wholeOf(blockOf(isStored))];
      const refused = { destination: a, events, reason: 'invalid', error: undefined } as const;

      assert.equal(account.count([[a, events]], { answered: [], lost: [refused] }), 0);
      assert.equal(account.count([], { answered: events, lost: [] }), 0);

      sinon.assert.notCalled(delivered);
      sinon.assert.calledOnceWithExactly(lost, a, events, 'invalid', undefined);
    }
  });

  it('counts each event once, over all rounds, and as lost at the end only what is in memory alone', () => {
    const event = fc.record({
      /** The round of its answer; the last never comes. */
      round: fc.nat(3),
      isRefused: fc.boolean(),
    });
    const block = fc.record({
      stream: fc.nat(1),
      isStored: fc.boolean(),
      round: fc.nat(2),
      events: fc.array(event, { minLength: 1, maxLength: 4 }),
    });
    fc.assert(
      fc.property(fc.array(block, { maxLength: 5 }), (blocks) => {
        const { account, delivered, lost, noteAnswered } = setUp();
        const all = blocks.map((one) => ({
          ...one,
          to: STREAMS[one.stream]!,
          run: wholeOf(Object.assign(bareBlock(one.events.map(() => 1)), { isStored: one.isStored })),
        }));
        const events = all.flatMap(({ events: of, run, ...one }) =>
          of.map((answer, index) => ({
            ...one,
            isRefused: answer.isRefused,
            answeredIn: Math.max(answer.round, one.round),
            runs: pick([run], index, index + 1),
          })),
        );
        let unsent = 0;
        for (let round = 0; round < 3; round++) {
          const inOutbox = all.filter((one) => one.round <= round);
          const fresh = account.fresh(
            STREAMS.map((to) => [to, inOutbox.filter((one) => one.to === to).map(({ run }) => run)]),
          );
          assert.equal(
            countOf(fresh.flatMap(([, runs]) => runs)),
            events.filter((one) => one.round === round).length,
          );
          const answered = events.filter(({ answeredIn }) => answeredIn === round);
          unsent += account.count(fresh, {
            answered: answered.flatMap(({ runs }) => runs),
            lost: answered
              .filter(({ isRefused }) => isRefused)
              .map(({ to, runs }) => ({
                destination: to,
                events: runs,
                reason: 'invalid',
                error: undefined,
              })),
          });
        }

        const isGone = (one: (typeof events)[0]): boolean => !one.isStored && one.answeredIn > one.round;
        const gone = events.filter(isGone);
        const answered = events.filter((one) => !isGone(one) && one.answeredIn < 3);
        const refused = answered.filter(({ isRefused }) => isRefused);
        const lostFor = (reason: LossReason): number =>
          countOf((lost.args as Lost[]).filter(([, , why]) => why === reason).flatMap(([, runs]) => runs));
        assert.deepEqual([unsent, lostFor('shutdown')], [gone.length, gone.length]);
        assert.equal(lostFor('invalid'), refused.length);
        assert.equal(
          (delivered.args as Delivered[]).reduce((sum, [, count]) => sum + count, 0),
          answered.length - refused.length,
        );
        assert.equal(
          countOf((noteAnswered.args as [EventRun[]][]).flatMap(([runs]) => runs)),
          events.filter(({ answeredIn }) => answeredIn < 3).length,
        );
      }),
    );
  });
});
