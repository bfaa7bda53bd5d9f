import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { EventRun } from '../../src/events/model.js';
import { countOf, wholeOf } from '../../src/events/runs.js';
import { createExitDelivery, type ExitDeliveryParts } from '../../src/exit/exit-delivery.js';
import type { ExitWork } from '../../src/util/exit-event.js';
import type { ExitReply } from '../../src/exit/protocol.js';
import type { ResolvedOptions } from '../../src/options/resolve-options.js';
import { arrived, bareBlock, destination } from '../helpers/events.js';
import { lineOf } from '../helpers/message.js';
import { messageOf } from '../../src/messages/message.js';

type Lost = Parameters<ExitDeliveryParts['reporter']['lost']>;

function setUp({
  why,
  options,
  outage = false,
  stored = false,
}: { why?: string; options?: object; outage?: boolean; stored?: boolean } = {}) {
  const to = destination();
  const [first, second] = arrived(bareBlock([1, 2, 3]), bareBlock([4]));
  first!.isStored = stored;
  const runs: EventRun[] = [wholeOf(first!)];
  const spies = {
    commit: sinon.stub(),
    storeNow: sinon.stub<[number], void>(),
    noteAnswered: sinon.spy(),
    delivered: sinon.stub(),
    lost: sinon.spy(),
    tell: sinon.spy(),
    info: sinon.spy(),
    lastWords: sinon.spy(),
    send: sinon.spy(),
    cancel: sinon.spy(),
  };
  const wait = sinon.stub<[number], ExitReply[]>().returns([]);
  let work: ExitWork | undefined;
  let now = 1_000;
  let alive: (() => void) | undefined;
  const parts: ExitDeliveryParts = {
    clock: { elapsed: () => now },
    ingest: { commitNow: spies.commit, isBusy: false },
    outbox: {
      storeNow: spies.storeNow,
      entityOf: () => undefined,
      noteAnswered: spies.noteAnswered,
      atHand: () => [[to, [...runs]]],
    },
    known: () => ({}),
    reporter: { delivered: spies.delivered, lost: spies.lost },
    losses: { tell: spies.tell },
    outage: { isOn: outage },
    diagnostics: { info: spies.info, lastWords: spies.lastWords },
    thread: { send: spies.send, wait },
    whyNoThread: why,
    process: { env: {}, execArgv: [], allowedNodeEnvironmentFlags: new Set() },
    whenAlive: (callback) => void (alive = callback),
    register(given) {
      work = given;
      return spies.cancel;
    },
  };
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- as much of them as is used
  const resolved = {
    exitTimeoutMillis: 2_000,
    clientConfig: {},
    logGroup: {},
    ...options,
  } as unknown as ResolvedOptions;
  const exit = createExitDelivery(parts, resolved);
  return {
    ...spies,
    wait,
    exit,
    to,
    first: first!,
    isRegistered: () => work !== undefined,
    begin: () => work?.begin(),
    end: () => work?.begin()?.(),
    addSecond: () => void runs.push(wholeOf(second!)),
    addNext: () => void runs.push(wholeOf(bareBlock([5]))),
    clear: () => void runs.splice(0),
    pass: (millis: number) => void (now += millis),
    live: () => alive?.(),
  };
}

function retentionOf(logGroupName: string): object {
  return { retentionInDays: logGroupName === 'g' ? 7 : 1 };
}

describe('exit-delivery', () => {
  it('commits, sends, waits, and counts what is delivered with its bytes', () => {
    const { end, commit, storeNow, send, wait, delivered, lost, lastWords, tell, to } = setUp();
    wait.returns([{ kind: 'answered', events: [[0, 0, 3]] }]);

    end();

    sinon.assert.callOrder(commit, storeNow, send, wait);
    assert.deepEqual([storeNow.firstCall.args, wait.args], [[1_500], [[2_000]]]);
    sinon.assert.calledOnceWithExactly(delivered, to, 3, 300);
    sinon.assert.notCalled(lost);
    sinon.assert.notCalled(lastWords);
    sinon.assert.calledOnce(tell);
  });

  describe('of events that the journal has', () => {
    it('sends them, and leaves it a part of the time to note the answers', () => {
      for (const [exitTimeoutMillis, waited] of [
        [2_000, 1_900],
        [200, 150],
      ] as const) {
        const { end, pass, storeNow, noteAnswered, wait, delivered, lost, to, first } = setUp({
          stored: true,
          options: { exitTimeoutMillis },
        });
        wait.callsFake((millis) => {
          pass(millis);
          return [{ kind: 'answered', events: [[0, 0, 3]] }];
        });

        end();

        assert.deepEqual(wait.args, [[waited]]);
        assert.deepEqual(storeNow.args, [[exitTimeoutMillis * 0.75], [exitTimeoutMillis - waited]]);
        sinon.assert.calledOnceWithExactly(noteAnswered, [wholeOf(first)]);
        sinon.assert.callOrder(wait, noteAnswered, storeNow);
        sinon.assert.calledOnceWithExactly(delivered, to, 3, 300);
        sinon.assert.notCalled(lost);
      }
    });

    it('says nothing of those without an answer, which the next process sends', () => {
      for (const why of [undefined, 'no threads here']) {
        const { end, delivered, lost, lastWords } = setUp({
          stored: true,
          ...(why !== undefined && { why }),
        });

        end();

        for (const report of [delivered, lost, lastWords]) sinon.assert.notCalled(report);
      }
    });

    it('reads a late answer in a later round, and sends nothing again', () => {
      const { end, exit, addSecond, send, wait, delivered, noteAnswered, to, first } = setUp({
        stored: true,
      });
      wait.onSecondCall().returns([
        { kind: 'answered', events: [[0, 0, 3]] },
        { kind: 'answered', events: [[1, 0, 1]] },
      ]);

      end();
      addSecond();
      exit.added();

      const rounds = send.args as Parameters<ExitDeliveryParts['thread']['send']>[];
      assert.deepEqual(
        rounds.map(([streams]) => streams.map(({ blocks }) => blocks.map(({ ends }) => ends.length))),
        [[[3]], [[1]]],
      );
      assert.deepEqual(delivered.args, [
        [to, 3, 300],
        [to, 1, 100],
      ]);
      assert.deepEqual((noteAnswered.lastCall.args[0] as EventRun[])[0], wholeOf(first));
    });
  });

  it('sends in the rest of the time what a journal that hangs has not stored', () => {
    const { end, pass, storeNow, wait, delivered, lost, to } = setUp();
    storeNow.callsFake(pass);
    wait.returns([{ kind: 'answered', events: [[0, 0, 3]] }]);

    end();

    assert.deepEqual(wait.args, [[500]]);
    sinon.assert.calledOnceWithExactly(delivered, to, 3, 300);
    sinon.assert.notCalled(lost);
  });

  it('passes the settings of the group of each stream to the thread: the function cannot be copied', () => {
    const { end, send } = setUp({ options: { logGroup: retentionOf } });

    end();

    const [streams, settings] = send.firstCall.args as Parameters<ExitDeliveryParts['thread']['send']>;
    assert.deepEqual(
      streams.map((stream) => stream.logGroup),
      [{ retentionInDays: 7 }],
    );
    assert.doesNotThrow(() => structuredClone({ streams, settings }));
  });

  it('counts what the service refuses by its reason, and what has no answer as lost at shutdown', () => {
    const { end, wait, delivered, lost, lastWords, to, first } = setUp();
    wait.returns([
      { kind: 'lost', events: [[0, 0, 1]], reason: 'too_old', error: undefined },
      { kind: 'answered', events: [[0, 0, 2]] },
      { kind: 'failed', message: 'the service denies' },
    ]);

    end();

    sinon.assert.calledOnceWithExactly(delivered, to, 1, 100);
    assert.deepEqual(lost.args, [
      [to, [{ block: first, from: 0, to: 1 }], 'too_old', undefined],
      [to, [{ block: first, from: 2, to: 3 }], 'shutdown'],
    ]);
    sinon.assert.calledOnce(lastWords);
    assert.match(
      lineOf(lastWords.firstCall.args[0]),
      /^CWL_EXIT_LOST: 1 log record was .*: the service denies\./,
    );
  });

  it('names its limit if nothing answers; the limit is short during an outage', () => {
    for (const [outage, millis] of [
      [false, 2_000],
      [true, 500],
    ] as const) {
      const { end, wait, lastWords } = setUp({ outage });

      end();

      sinon.assert.calledOnceWithExactly(wait, millis);
      sinon.assert.calledOnce(lastWords);
      assert.match(
        lineOf(lastWords.firstCall.args[0]),
        new RegExp(`^CWL_EXIT_LOST: 3 log records were .* ${millis} ms \\(exitTimeoutMillis\\)\\.`),
      );
    }
  });

  it('sends what arrives during the end, alone and within the same limit', () => {
    const { end, exit, pass, addSecond, send, wait, delivered, to } = setUp();
    wait.onFirstCall().returns([{ kind: 'answered', events: [[0, 0, 3]] }]);
    wait.onSecondCall().returns([{ kind: 'answered', events: [[1, 0, 1]] }]);
    exit.added();
    sinon.assert.notCalled(send);

    end();
    pass(1_500);
    addSecond();
    exit.added();

    assert.deepEqual(wait.args, [[2_000], [500]]);
    assert.deepEqual(delivered.args, [
      [to, 3, 300],
      [to, 1, 100],
    ]);
  });

  it('sends nothing more after its limit: it counts what arrives as lost, and tells each doubling of the number', () => {
    const { end, exit, pass, addNext, send, wait, lost, lastWords } = setUp();
    end();
    pass(2_000);
    for (let more = 0; more < 9; more++) {
      addNext();
      exit.added();
    }

    sinon.assert.calledOnce(send);
    assert.deepEqual([...new Set(wait.args.flat())], [2_000, 0]);
    assert.equal(countOf((lost.args as Lost[]).flatMap(([, events]) => events)), 3 + 9);
    assert.deepEqual(
      lastWords.args.map(([message]) =>
        /(\d+) log record.*: (no answer .*?) \(/.exec(lineOf(message))?.slice(1),
      ),
      [
        ['3', 'no answer within 2000 ms'],
        ['6', 'no answer within 2000 ms'],
        ['12', 'no answer within 2000 ms'],
      ],
    );
  });

  it('sends and counts once what it has handed to the thread, though the work of others makes the application log', () => {
    const { begin, exit, addSecond, wait, send, delivered, lost, to } = setUp();
    wait.onFirstCall().returns([{ kind: 'answered', events: [[0, 0, 3]] }]);
    wait.onSecondCall().returns([{ kind: 'answered', events: [[1, 0, 1]] }]);

    const end = begin();
    addSecond();
    exit.added();
    end?.();

    sinon.assert.calledTwice(send);
    assert.deepEqual(delivered.args, [
      [to, 3, 300],
      [to, 1, 100],
    ]);
    sinon.assert.notCalled(lost);
  });

  it('sends what the work itself makes the application log, and ends though each round makes it log again', () => {
    const { end, exit, commit, addSecond, wait, delivered, to } = setUp();
    wait.onFirstCall().returns([{ kind: 'answered', events: [[0, 0, 3]] }]);
    wait.onSecondCall().returns([{ kind: 'answered', events: [[1, 0, 1]] }]);
    delivered.onFirstCall().callsFake(addSecond);
    commit.callsFake(() => exit.added());

    end();

    sinon.assert.calledTwice(commit);
    assert.deepEqual(delivered.args, [
      [to, 3, 300],
      [to, 1, 100],
    ]);
  });

  it('leaves the delivery to a process that continues, and starts again at its next end', () => {
    const { end, exit, live, pass, addSecond, send, wait } = setUp();
    end();
    live();
    pass(10_000);

    addSecond();
    exit.added();
    sinon.assert.calledOnce(send);
    end();

    assert.deepEqual(wait.args, [[2_000], [2_000]]);
  });

  it('counts everything as lost where no thread can be started, and reports that at the start', () => {
    const { end, send, wait, info, lost, lastWords } = setUp({ why: 'no threads here' });
    sinon.assert.calledOnceWithExactly(info, messageOf('CWL_EXIT_NOT_SUPPORTED', { why: 'no threads here' }));

    end();

    sinon.assert.notCalled(send);
    sinon.assert.notCalled(wait);
    sinon.assert.calledOnce(lost);
    sinon.assert.calledOnce(lastWords);
    assert.match(lineOf(lastWords.firstCall.args[0]), /^CWL_EXIT_LOST: .*: no threads here\./);
  });

  it('waits for the journal alone if everything has been counted', () => {
    const { end, exit, storeNow, send, lost, tell } = setUp();
    exit.counted();

    end();

    sinon.assert.calledOnceWithExactly(storeNow, 2_000);
    sinon.assert.notCalled(send);
    sinon.assert.notCalled(lost);
    sinon.assert.callOrder(storeNow, tell);
  });

  it('reports earlier losses also where nothing is pending', () => {
    const { end, clear, storeNow, send, tell } = setUp();
    clear();

    end();

    sinon.assert.callOrder(storeNow, tell);
    sinon.assert.notCalled(send);
  });

  it('is off with a limit of 0, and ends with close', () => {
    assert.equal(setUp({ options: { exitTimeoutMillis: 0 } }).isRegistered(), false);
    const { exit, cancel } = setUp();

    exit.close();

    sinon.assert.calledOnce(cancel);
  });
});
