import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import type { News, Request } from '../../../src/cli/demo/messages.js';
import { PROCESS_MILLIS } from '../../helpers/limits.js';
import { until } from '../../helpers/until.js';

/** The shop in a process of its own, as it always is. Nothing takes its records. */
function openShop() {
  const child = fork('src/cli/demo/shop.ts', {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    timeout: PROCESS_MILLIS,
    killSignal: 'SIGKILL',
  });
  const news: News[] = [];
  child.on('message', (message: News) => void news.push(message));
  const ended = once(child, 'close').then(([code]): unknown => code);
  /** Waits for one more message of that kind. */
  const told = async (is: News['is']): Promise<void> => {
    const from = news.length;
    await until(() => child.exitCode !== null || news.slice(from).some((each) => each.is === is));
  };
  const ask = (request: Request): boolean => child.send(request);
  return { child, news, ended, told, ask };
}

function countsIn(news: readonly News[]): number[] {
  return news.flatMap((each) => (each.is === 'logged' ? [each.count] : []));
}

describe('shop', () => {
  let news: readonly News[];
  let code: unknown;
  before(async () => {
    const shop = openShop();
    await shop.told('ready');
    shop.ask('open');
    await shop.told('open-done');
    shop.ask('rush');
    await shop.told('logged');
    await shop.told('logged');
    shop.ask('close');
    code = await shop.ended;
    news = shop.news;
  });

  it('begins with the loggers that it uses, and those that are missing', () => {
    const [ready] = news;
    assert.ok(ready?.is === 'ready');
    assert.ok(ready.loggers.includes('OpenTelemetry'));
    assert.deepEqual(
      ready.missing.filter((name) => ready.loggers.includes(name)),
      [],
    );
  });

  it('tells the count of its first orders before it says that they are done', () => {
    const done = news.findIndex(({ is }) => is === 'open-done');
    const last = news[done - 1];
    assert.ok(last?.is === 'logged');
    assert.ok(last.notToBeSent > 0 && last.notToBeSent < last.count, JSON.stringify(last));
  });

  it('logs more and more in the rush, and ends well with a last count when asked to close', () => {
    const counts = countsIn(news);
    assert.deepEqual(
      counts,
      counts.toSorted((a, b) => a - b),
    );
    assert.ok(counts.at(-1)! > counts[0]!, counts.join(' '));
    assert.equal(news.at(-1)?.is, 'logged');
    assert.equal(code, 0);
  });

  it('ends in the middle of the rush when the demo has gone', async () => {
    const shop = openShop();
    await shop.told('ready');
    shop.ask('rush');
    await shop.told('logged');
    // After a disconnect from this side Node emits no `close`.
    const exited = once(shop.child, 'exit');
    shop.child.disconnect();
    assert.deepEqual(await exited, [0, null]);
  });
});
