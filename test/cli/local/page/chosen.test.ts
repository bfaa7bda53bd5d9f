import assert from 'node:assert/strict';
import * as sinon from 'sinon';
import type { Chosen } from '../../../../src/cli/local/site.js';
import { createChosen } from '../../../../src/cli/local/page/chosen.js';
import { turn } from '../../../helpers/turn.js';
import { entryOf } from './helpers/entry.js';
import { replaceGlobal } from './helpers/replace-global.js';

/** What was asked from the server, which answers when the test says so. */
function openServer() {
  const waiting: { readonly url: string; readonly resolve: (response: Promise<Response>) => void }[] = [];
  const asked: string[] = [];
  const replaced = replaceGlobal('fetch', (url: string) => {
    asked.push(url);
    return new Promise<Response>((resolve) => waiting.push({ url, resolve }));
  });
  return {
    asked,
    async answer(answer: Chosen | Error) {
      const response =
        answer instanceof Error ? Promise.reject(answer) : Promise.resolve(Response.json(answer));
      waiting.shift()!.resolve(response);
      // The response is read in a turn of its own.
      for (let count = 0; count < 3; count++) await turn();
    },
    [Symbol.dispose]: () => replaced[Symbol.dispose](),
  };
}

function answerOf(last: number, ...texts: string[]): Chosen {
  return { last, seconds: [], entries: texts.map((text) => entryOf({ text })) };
}

function created() {
  const onNews = sinon.spy();
  const onSeconds = sinon.spy();
  const chosen = createChosen({ onNews, onSeconds });
  return { ...chosen, onNews, onSeconds, texts: () => chosen.entries().map(({ text }) => text) };
}

describe('chosen', () => {
  it('asks for nothing where nothing was chosen', () => {
    using server = openServer();
    const chosen = created();
    chosen.refresh([{ group: '/g', stream: 's' }]);
    chosen.choose({}, []);
    assert.ok(!chosen.isOn());
    assert.deepEqual(server.asked, []);
  });

  it('asks for the events of a group or of a stream, whatever is in their names', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/a&b' }, []);
    assert.ok(chosen.isOn());
    await server.answer(answerOf(0));
    chosen.choose({ group: '/g', stream: 'é=1' }, []);
    await server.answer(answerOf(0));
    assert.deepEqual(
      server.asked.map((url) => Object.fromEntries(new URL(url, 'http://localhost').searchParams)),
      [
        { group: '/a&b', after: '0' },
        { group: '/g', stream: 'é=1', after: '0' },
      ],
    );
  });

  it('keeps the events behind the problems that were kept, and says which answer is the first', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, [entryOf({ kind: 'rejected', text: 'problem' })]);
    assert.deepEqual(chosen.texts(), ['problem']);
    const first = answerOf(5, 'a', 'b');
    await server.answer(first);
    assert.deepEqual(chosen.texts(), ['problem', 'a', 'b']);
    chosen.refresh([{ group: '/g', stream: 's' }]);
    await server.answer(answerOf(6, 'c'));
    assert.deepEqual(chosen.texts(), ['problem', 'a', 'b', 'c']);
    assert.deepEqual(
      chosen.onNews.args.map(([news, isFirst]) => [news.length, isFirst]),
      [
        [2, true],
        [1, false],
      ],
    );
    sinon.assert.alwaysCalledWithExactly(chosen.onSeconds, first.seconds);
  });

  it('asks for what is after the last answer', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, []);
    await server.answer(answerOf(5, 'a'));
    chosen.refresh([{ group: '/g', stream: 's' }]);
    assert.match(server.asked.at(-1)!, /after=5$/);
  });

  it('asks again only where what was chosen is touched', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g', stream: 's' }, []);
    await server.answer(answerOf(1));
    chosen.refresh([
      { group: '/g', stream: 't' },
      { group: '/h', stream: 's' },
    ]);
    assert.equal(server.asked.length, 1);
    chosen.refresh([{ group: '/g', stream: 's' }]);
    assert.equal(server.asked.length, 2);
  });

  it('asks once more, however often it was touched while it asked', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, []);
    for (let count = 0; count < 3; count++) chosen.refresh([{ group: '/g', stream: 's' }]);
    assert.equal(server.asked.length, 1);
    await server.answer(answerOf(1));
    assert.equal(server.asked.length, 2);
    await server.answer(answerOf(1));
    assert.equal(server.asked.length, 2);
  });

  it('drops the answer for what is no longer chosen, and asks for what is', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, []);
    chosen.choose({ group: '/h' }, []);
    await server.answer(answerOf(9, 'of g'));
    assert.deepEqual(chosen.texts(), []);
    sinon.assert.notCalled(chosen.onNews);
    assert.match(server.asked.at(-1)!, /group=%2Fh&after=0$/);
    await server.answer(answerOf(1, 'of h'));
    assert.deepEqual(chosen.texts(), ['of h']);
  });

  it('takes nothing that comes after the choice was given up', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, []);
    chosen.choose({}, []);
    await server.answer(answerOf(9, 'late'));
    assert.deepEqual([chosen.texts(), server.asked.length], [[], 1]);
  });

  it('goes on after an answer that failed', async () => {
    using server = openServer();
    const chosen = created();
    chosen.choose({ group: '/g' }, []);
    await server.answer(new Error('away'));
    chosen.refresh([{ group: '/g', stream: 's' }]);
    await server.answer(answerOf(1, 'a'));
    assert.deepEqual(chosen.texts(), ['a']);
    sinon.assert.calledOnceWithExactly(chosen.onNews, sinon.match.array, true);
  });

  it('keeps the newest 5,000 events', () => {
    const chosen = created();
    const entries = Array.from({ length: 5_001 }, (_, id) => entryOf({ id }));
    chosen.keep(entries.slice(0, 5_000));
    assert.equal(chosen.entries().length, 5_000);
    chosen.keep(entries.slice(5_000));
    assert.deepEqual(chosen.entries(), entries.slice(1));
  });
});
