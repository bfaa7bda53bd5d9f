import assert from 'node:assert/strict';
import { once } from 'node:events';
import { register } from 'node:module';
import { MessageChannel, Worker } from 'node:worker_threads';
import { build } from 'esbuild';
import { isHooksThread } from '../../src/register/hooks-thread.js';

/** The answer of a thread, sent through a port. */
async function answerOf(start: (port: MessageChannel['port2']) => void): Promise<unknown> {
  const { port1, port2 } = new MessageChannel();
  start(port2);
  const [answer]: unknown[] = await once(port1, 'message');
  port1.close();
  return answer;
}

/** A program that reports in which kind of thread it runs. */
async function program(): Promise<string> {
  const { outputFiles } = await build({
    stdin: {
      contents: `
        import { workerData } from 'node:worker_threads';
        import { isHooksThread } from './src/register/hooks-thread.ts';
        export const initialize = (port) => port.postMessage(isHooksThread());
        if (workerData?.port !== undefined) initialize(workerData.port);`,
      resolveDir: '.',
    },
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'node',
  });
  return outputFiles[0]!.text;
}

describe('hooks-thread: isHooksThread', () => {
  let url: URL;
  before(async () => {
    url = new URL(`data:text/javascript,${encodeURIComponent(await program())}`);
  });

  it('is false in the main thread', () => {
    assert.equal(isHooksThread(), false);
  });

  it('is false in a worker of an application', async () => {
    const answer = await answerOf(
      (port) => void new Worker(url, { workerData: { port }, transferList: [port] }),
    );
    assert.equal(answer, false);
  });

  it('is true in the thread of module.register', async () => {
    const answer = await answerOf((port) => register(url, { data: port, transferList: [port] }));
    assert.equal(answer, true);
  });
});
