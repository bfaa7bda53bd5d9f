import assert from 'node:assert/strict';
import { Agent } from 'node:https';
import * as sinon from 'sinon';
import { createAwsClient } from '../../../src/cli/check/aws-client.js';
import { createWire, CREDENTIALS } from '../../helpers/sdk-client.js';
import { event, GROUP, NOW, rejects, startFixture, STREAM } from '../../local-server/helpers.js';

const EVENT = { logGroupName: GROUP, logStreamName: STREAM, timestamp: NOW, text: 'check 1a' };
const { signal } = new AbortController();

/** Only these variables are set, and no shared AWS file is found. */
function setEnvironment(variables: Readonly<Record<string, string>>): void {
  const files = { AWS_CONFIG_FILE: '/dev/null', AWS_SHARED_CREDENTIALS_FILE: '/dev/null' };
  sinon.stub(process, 'env').value({ AWS_EC2_METADATA_DISABLED: 'true', ...files, ...variables });
}

/** The source of credentials with these notes of the SDK. */
async function sourceFor($source: Readonly<Record<string, string>> | undefined): Promise<string> {
  const found = { ...CREDENTIALS, $source };
  const aws = await createAwsClient({ region: 'eu-west-1', credentials: () => Promise.resolve(found) });
  return (await aws.credentials()).source;
}

describe('aws-client', () => {
  afterEach(() => sinon.restore());

  it('finds the endpoint of an option, a variable or the region, without a call', async () => {
    setEnvironment({});
    const wire = createWire({ statusCode: 200 });
    const config = { ...wire.config, credentials: () => assert.fail('no credentials are needed') };
    const byRegion = await createAwsClient({ ...config, region: 'cn-north-1' });
    assert.equal(await byRegion.endpoint(), 'https://logs.cn-north-1.amazonaws.com.cn/');
    const byOption = await createAwsClient({ ...config, endpoint: 'http://127.0.0.1:4586' });
    assert.equal(await byOption.endpoint(), 'http://127.0.0.1:4586/');
    process.env['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS'] = 'http://localhost:1';
    assert.equal(await (await createAwsClient(config)).endpoint(), 'http://localhost:1/');
    assert.deepEqual(wire.requests, []);
  });

  it('rejects an endpoint that is not an http address, and quotes it', async () => {
    setEnvironment({ AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: 'ftp://example.com' });
    const aws = await createAwsClient({ region: 'eu-west-1' });
    await assert.rejects(aws.endpoint(), /ftp:\/\/example\.com/);
  });

  it('rejects where no region is set, or no credentials are found', async () => {
    setEnvironment({});
    const aws = await createAwsClient({});
    await assert.rejects(aws.region(), /Region is missing/);
    await assert.rejects(aws.credentials(), { name: 'CredentialsProviderError' });
    assert.deepEqual(aws.secrets, []);
  });

  it('reads region and credentials from the variables, and says so', async () => {
    const { accessKeyId, secretAccessKey } = CREDENTIALS;
    setEnvironment({
      AWS_REGION: 'eu-west-1',
      AWS_ACCESS_KEY_ID: accessKeyId,
      AWS_SECRET_ACCESS_KEY: secretAccessKey,
      AWS_SESSION_TOKEN: 'a session token',
    });
    const aws = await createAwsClient({});
    assert.equal(await aws.region(), 'eu-west-1');
    const { source, ...found } = await aws.credentials();
    assert.match(source, /environment.*AWS_ACCESS_KEY_ID/);
    assert.deepEqual(found, { accessKeyId, accountId: undefined });
    assert.deepEqual(aws.secrets, [secretAccessKey, 'a session token']);
  });

  it('names the most specific source that the SDK has noted, in any order', async () => {
    const notes = { CREDENTIALS_SSO: 's', CREDENTIALS_PROFILE: 'n', CREDENTIALS_PROFILE_SSO: 'r' };
    const reversed = Object.fromEntries(Object.entries(notes).toReversed());
    assert.match(await sourceFor(notes), /Identity Center.*profile/);
    assert.match(await sourceFor(reversed), /Identity Center.*profile/);
  });

  it('names EC2 where the SDK has noted nothing, and shows a note that it does not know', async () => {
    assert.match(await sourceFor(undefined), /EC2/);
    assert.equal(await sourceFor({ CREDENTIALS_NEW: 'z' }), 'CREDENTIALS_NEW');
  });

  it('uses the proxy of the environment where Node does, as the exporter', async () => {
    setEnvironment({ NODE_USE_ENV_PROXY: '1', HTTPS_PROXY: 'http://proxy:3128' });
    await using fixture = await startFixture();
    const { client, hasEvent } = await createAwsClient(fixture.server.clientConfig);
    await hasEvent(EVENT, signal);
    const { requestHandler } = client.config;
    assert.ok('httpHandlerConfigs' in requestHandler);
    assert.ok(typeof requestHandler.httpHandlerConfigs === 'function');
    const { httpsAgent: agent }: { httpsAgent: unknown } = requestHandler.httpHandlerConfigs();
    assert.ok(agent instanceof Agent);
    assert.deepEqual(Reflect.get(agent.options, 'proxyEnv'), process.env);
    client.destroy();
  });

  it('finds an event by its stream, time and text', async () => {
    await using fixture = await startFixture();
    await fixture.put(event('{"body":"check 1a of x"}'), event('other', NOW + 1));
    const aws = await createAwsClient(fixture.server.clientConfig);
    assert.equal(await aws.hasEvent(EVENT, signal), true);
    assert.equal(await aws.hasEvent({ ...EVENT, text: 'check 2b' }, signal), false);
    assert.equal(await aws.hasEvent({ ...EVENT, timestamp: NOW - 1 }, signal), false);
    assert.equal(await aws.hasEvent({ ...EVENT, timestamp: NOW + 1 }, signal), false);
    aws.client.destroy();
  });

  it('makes one attempt to read, and rejects with the error of the service or of the signal', async () => {
    await using fixture = await startFixture({ faults: [{ kind: 'throttle', actions: ['GetLogEvents'] }] });
    const aws = await createAwsClient({ ...fixture.server.clientConfig, maxAttempts: 3 });
    await rejects(aws.hasEvent(EVENT, signal), { name: 'ThrottlingException' });
    assert.equal(fixture.server.calls.filter(({ action }) => action === 'GetLogEvents').length, 1);
    await assert.rejects(aws.hasEvent(EVENT, AbortSignal.abort()), { name: 'AbortError' });
    aws.client.destroy();
  });
});
