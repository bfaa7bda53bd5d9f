import assert from 'node:assert/strict';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { freeze } from '../helpers/freeze.js';
import { bodiesOf, eventsOf } from './helpers/events.js';
import { OURS, ready, type RunningApp, startApp } from './helpers/run-app.js';

/** Starts an environment of Lambda with zero code. */
async function startFunction(
  server: LocalServer,
  handler: string,
  env: Readonly<Record<string, string>> = {},
): Promise<RunningApp> {
  const app = startApp(server, ['--import', OURS], 'lambda-runtime.cjs', {
    AWS_LAMBDA_FUNCTION_NAME: 'f',
    LAMBDA_TASK_ROOT: fileURLToPath(new URL('apps/lambda', import.meta.url)),
    _HANDLER: handler,
    ...env,
  });
  await ready(app);
  return app;
}

/** One invocation: it resumes the process, which is frozen when the answer arrives. */
async function invoke({ process, ended }: RunningApp, event: object): Promise<unknown> {
  process.send(event);
  process.kill('SIGCONT');
  const [answer]: unknown[] = await Promise.race([
    once(process, 'message'),
    ended.then(({ stderr }) => assert.fail(stderr)),
  ]);
  await freeze(process);
  return answer;
}

async function endOf({ process, ended }: RunningApp): Promise<string> {
  process.kill('SIGCONT');
  process.send('end');
  return (await ended).stderr;
}

describe('register, on Lambda', () => {
  it("has delivered an invocation's records when the process is frozen, and reports the cheaper way", async () => {
    await using server = await startLocalServer();
    const lambda = await startFunction(server, 'index.handler');
    assert.deepEqual(await invoke(lambda, { id: 'a' }), { value: 'a', chunks: [] });
    assert.deepEqual(bodiesOf(server), ['a']);
    assert.deepEqual(await invoke(lambda, { id: 'b', fails: true }), { error: 'failed' });
    assert.deepEqual(bodiesOf(server), ['a', 'b']);
    for (const { traceId } of eventsOf(server)) assert.match(traceId ?? '', /^[0-9a-f]{32}$/);
    const lines = (await endOf(lambda)).trim().split('\n');
    assert.equal(lines.length, 1, lines.join('\n'));
    assert.match(lines[0] ?? '', /CWL_LAMBDA_COSTS: /);
  });

  it('does the same for a streaming handler', async () => {
    await using server = await startLocalServer();
    const lambda = await startFunction(server, 'index.streams');
    for (const id of ['a', 'b']) assert.deepEqual(await invoke(lambda, { id }), { chunks: [id] });
    assert.deepEqual(bodiesOf(server), ['a', 'b']);
    await endOf(lambda);
  });

  it('reports what to do if nothing flushes', async () => {
    await using server = await startLocalServer();
    const lambda = await startFunction(server, 'index.handler', {
      OTEL_NODE_DISABLED_INSTRUMENTATIONS: 'aws-lambda',
    });
    await invoke(lambda, { id: 'a' });
    assert.match(await endOf(lambda), /CWL_LAMBDA_NO_FLUSH: .*flushAfter\(\)/);
    assert.deepEqual(bodiesOf(server), ['a']);
  });
});
