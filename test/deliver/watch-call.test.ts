import assert from 'node:assert/strict';
import { CreateLogStreamCommand } from '@aws-sdk/client-cloudwatch-logs';
import * as sinon from 'sinon';
import { watchCall } from '../../src/deliver/watch-call.js';
import { createWire, CREDENTIALS } from '../helpers/sdk-client.js';

const credentials = (): Promise<never> => Promise.reject(new Error('vault is sealed'));

function setUp() {
  const watch = { onStart: sinon.spy(), onReady: sinon.spy(), onSend: sinon.spy() };
  const command = watchCall(
    new CreateLogStreamCommand({ logGroupName: 'g', logStreamName: 's' }),
    false,
    watch,
  );
  return { watch, command };
}

describe('watch-call', () => {
  it('reports the start, the request that is ready, and its target and identity', async () => {
    const { watch, command } = setUp();
    const client = createWire({ statusCode: 200 }).client();

    await client.send(command);

    sinon.assert.callOrder(watch.onStart, watch.onReady, watch.onSend);
    const [server, used] = watch.onSend.firstCall.args;
    assert.deepEqual(server, { address: 'logs.eu-west-1.amazonaws.com', port: 443 });
    assert.equal(used.secretAccessKey, CREDENTIALS.secretAccessKey);
  });

  it('names the port of an endpoint', async () => {
    const { watch, command } = setUp();

    await createWire({ statusCode: 200 }).client({ endpoint: 'http://localhost:4566' }).send(command);

    assert.deepEqual(watch.onSend.firstCall.args[0], { address: 'localhost', port: 4566 });
  });

  it('reports no request where credentials fail', async () => {
    const { watch, command } = setUp();

    await assert.rejects(createWire({ statusCode: 200 }).client({ credentials }).send(command));

    sinon.assert.calledOnce(watch.onStart);
    sinon.assert.notCalled(watch.onReady);
    sinon.assert.notCalled(watch.onSend);
  });

  it('rejects an answer of another server', async () => {
    const { command } = setUp();
    const client = createWire({ statusCode: 200, headers: { 'content-type': 'text/html' } }).client();

    await assert.rejects(client.send(command), { name: 'ForeignAnswer' });
  });
});
