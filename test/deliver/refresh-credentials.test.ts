import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CloudWatchLogsClient } from '@aws-sdk/client-cloudwatch-logs';
import * as sinon from 'sinon';
import { refreshCredentials } from '../../src/deliver/refresh-credentials.js';

const file = (key: string): string =>
  `[default]\naws_access_key_id = ${key}\naws_secret_access_key = secret-of-${key}\n`;

describe('refresh-credentials', () => {
  let folder: string;
  let path: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'credentials-'));
    path = join(folder, 'credentials');
    const env = Object.entries(process.env).filter(([name]) => !name.startsWith('AWS_'));
    sinon.stub(process, 'env').value({
      ...Object.fromEntries(env),
      AWS_EC2_METADATA_DISABLED: 'true',
      AWS_SHARED_CREDENTIALS_FILE: path,
      AWS_CONFIG_FILE: join(folder, 'config'),
    });
  });

  afterEach(async () => {
    sinon.restore();
    await rm(folder, { recursive: true });
  });

  it('finds keys that another process has written into the shared file', async () => {
    await writeFile(path, file('AKIDOLD'));
    const client = new CloudWatchLogsClient({ region: 'eu-west-1' });
    assert.equal((await client.config.credentials()).accessKeyId, 'AKIDOLD');
    await writeFile(path, file('AKIDNEW'));

    await refreshCredentials(client);

    assert.equal((await client.config.credentials()).accessKeyId, 'AKIDNEW');
  });

  it('finds a file that did not exist at the start', async () => {
    const client = new CloudWatchLogsClient({ region: 'eu-west-1' });
    await assert.rejects(client.config.credentials(), { name: 'CredentialsProviderError' });
    await assert.rejects(refreshCredentials(client), { name: 'CredentialsProviderError' });
    await writeFile(path, file('AKIDNEW'));

    await refreshCredentials(client);

    assert.equal((await client.config.credentials()).accessKeyId, 'AKIDNEW');
  });

  it('calls only the provider if it is one of the application', async () => {
    const credentialDefaultProvider = sinon.stub().throws(new Error('not asked'));
    const credentials = sinon.stub().resolves();

    await refreshCredentials({ config: { credentialDefaultProvider, credentials } }, { credentials });

    sinon.assert.notCalled(credentialDefaultProvider);
    sinon.assert.calledOnceWithExactly(credentials, { forceRefresh: true });
  });

  it('does nothing for a client without a configuration', async () => {
    await refreshCredentials({});
  });
});
