import assert from 'node:assert/strict';
import { once } from 'node:events';
import { startLocalServer } from '../../src/local-server/index.js';
import { arrivedIn, essence } from './helpers/arrived.js';
import { type RunningExample, startExample } from './helpers/run-example.js';

/** What the handler answers, or the end of its process. */
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

describe('examples/lambda', () => {
  it('has delivered the records of an invocation when the handler returns', async () => {
    await using server = await startLocalServer();
    const lambda = startExample(
      {
        script: 'test/examples/helpers/lambda-runner.mjs',
        env: { AWS_LAMBDA_FUNCTION_NAME: 'orders', AWS_LAMBDA_LOG_STREAM_NAME: '2026/11/21/[$LATEST]0f9e8d' },
      },
      server,
    );

    assert.deepEqual(await invoke(lambda, { orderId: 'A-1' }, 'first'), { statusCode: 202 });
    assert.deepEqual(arrivedIn(server, '/otel/orders').map(essence), [[9, 'order received']]);

    assert.deepEqual(await invoke(lambda, {}, 'second'), { statusCode: 400 });
    const events = arrivedIn(server, '/otel/orders');
    assert.deepEqual(events.slice(1).map(essence), [
      [9, 'order received'],
      [17, 'order refused'],
    ]);
    assert.deepEqual(
      events.map(({ attributes }) => attributes['faas.invocation_id']),
      ['first', 'second', 'second'],
    );
    assert.equal(events[2]?.attributes['exception.message'], 'An order needs an id.');

    lambda.process.disconnect();
    await lambda.ended;
  });
});
