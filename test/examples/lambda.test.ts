import assert from 'node:assert/strict';
import { once } from 'node:events';
import { type LocalServer, startLocalServer } from '../../src/local-server/index.js';
import { arrivedIn, essence } from './helpers/arrived.js';
import { freeze } from '../helpers/freeze.js';
import { startRelay } from '../helpers/relay.js';
import { type RunningExample, startExample } from './helpers/run-example.js';

function startFunction(server: LocalServer, url = server.url): RunningExample {
  return startExample(
    {
      script: 'test/examples/helpers/lambda-runner.mjs',
      env: {
        AWS_LAMBDA_FUNCTION_NAME: 'orders',
        AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0f9e8d',
        AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: url,
      },
    },
    server,
  );
}

/** The answer of the handler, or the end of its process. */
async function invoke(
  { process, ended }: RunningExample,
  event: object,
  requestId: string,
): Promise<unknown> {
  process.send({ event, context: { awsRequestId: requestId } });
  const [answer]: unknown[] = await Promise.race([once(process, 'message'), endedEarly(ended)]);
  return answer;
}

async function endedEarly(ended: Promise<string>): Promise<never> {
  throw new Error(`ended without an answer: ${await ended}`);
}

/** The next invocation resumes the process: events of its connections and the invocation come at once. */
async function thawBy(lambda: RunningExample, requestId: string): Promise<void> {
  const answered = invoke(lambda, { orderId: 'A-1' }, requestId);
  lambda.process.kill('SIGCONT');
  assert.deepEqual(await answered, { statusCode: 202 });
}

function invocationsIn(server: LocalServer): unknown[] {
  return arrivedIn(server, '/otel/orders').map(({ attributes }) => attributes['faas.invocation_id']);
}

async function end({ process, ended }: RunningExample): Promise<void> {
  process.disconnect();
  await ended;
}

describe('examples/lambda', () => {
  it('has delivered the records of an invocation when the handler returns', async () => {
    await using server = await startLocalServer();
    const lambda = startFunction(server);

    assert.deepEqual(await invoke(lambda, { orderId: 'A-1' }, 'first'), { statusCode: 202 });
    assert.deepEqual(arrivedIn(server, '/otel/orders').map(essence), [[9, 'order received']]);

    assert.deepEqual(await invoke(lambda, {}, 'second'), { statusCode: 400 });
    const events = arrivedIn(server, '/otel/orders');
    assert.deepEqual(events.slice(1).map(essence), [
      [9, 'order received'],
      [17, 'order refused'],
    ]);
    assert.deepEqual(invocationsIn(server), ['first', 'second', 'second']);
    assert.equal(events[2]?.attributes['exception.message'], 'An order needs an id.');
    await end(lambda);
  });

  it('delivers at once after a freeze in which the service has closed the connection', async () => {
    await using server = await startLocalServer();
    await using relay = await startRelay(server.url);
    const lambda = startFunction(server, relay.url);
    await invoke(lambda, { orderId: 'A-1' }, 'first');

    await freeze(lambda.process);
    relay.cut();
    await thawBy(lambda, 'second');
    assert.deepEqual(invocationsIn(server), ['first', 'second']);
    await end(lambda);
  });

  it('delivers by the next invocation after a freeze in which the connections died silently', async () => {
    await using server = await startLocalServer();
    await using relay = await startRelay(server.url);
    const lambda = startFunction(server, relay.url);
    await invoke(lambda, { orderId: 'A-1' }, 'first');

    await freeze(lambda.process);
    relay.forget();
    await thawBy(lambda, 'second');
    // Each dead connection costs an attempt, and a flush may end before all of them have failed.
    await invoke(lambda, { orderId: 'A-3' }, 'third');
    assert.deepEqual(invocationsIn(server), ['first', 'second', 'third']);
    await end(lambda);
  });

  for (const swallows of ['requests', 'answers'] as const) {
    it(`delivers with the next invocation what was in flight when it was frozen, its ${swallows} lost`, async () => {
      await using server = await startLocalServer();
      await using relay = await startRelay(server.url);
      const lambda = startFunction(server, relay.url);
      await invoke(lambda, { orderId: 'A-1' }, 'first');

      relay.swallows = swallows;
      assert.deepEqual(await invoke(lambda, { orderId: 'A-2' }, 'second'), { statusCode: 202 });
      await freeze(lambda.process);
      relay.cut();
      relay.swallows = 'nothing';
      await thawBy(lambda, 'third');
      // An event whose answer was lost comes again, equal in every byte.
      assert.deepEqual([...new Set(invocationsIn(server))], ['first', 'second', 'third']);
      assert.equal(new Set(server.events().map(({ message }) => message)).size, 3);
      if (swallows === 'requests') assert.equal(server.events().length, 3);
      await end(lambda);
    });
  }
});
