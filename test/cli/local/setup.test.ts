import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { setupOf } from '../../../src/cli/local/setup.js';
import { startLocalServer } from '../../../src/local-server/index.js';
import { BRIDGED } from '../../../src/register/loggers.js';
import { missingPackages } from '../../../src/register/missing-packages.js';
import { settingsOf } from '../helpers/packed.js';

const CONFIG = {
  endpoint: 'http://127.0.0.1:4586',
  region: 'eu-central-1',
  credentials: { accessKeyId: 'KEY', secretAccessKey: 'secret' },
};

/** The assignments of the lines that export, as they stand there. */
function assignmentsIn(commands: string): string[] {
  return [...commands.matchAll(/^export (.+)$/gm)].flatMap(([, line = '']) => line.split(' '));
}

describe('setup', () => {
  it('exports the variables that point the AWS SDK to the server', async () => {
    await using server = await startLocalServer();
    const { url, clientConfig } = server;
    const settings = Object.fromEntries(
      assignmentsIn(setupOf(clientConfig).commands).map((each) => each.split('=')),
    );
    const { AWS_ENDPOINT_URL_CLOUDWATCH_LOGS: endpoint, ...others } = settingsOf(server);
    assert.equal(new URL(settings['AWS_ENDPOINT_URL_CLOUDWATCH_LOGS']).href, new URL(url).href);
    assert.ok(endpoint?.startsWith(url));
    assert.deepEqual({ ...settings, ...others }, settings);
    // The AWS CLI reads this one.
    assert.equal(settings['AWS_DEFAULT_REGION'], clientConfig.region);
  });

  it('can be pasted into any shell: no value needs quotes, and each name stands there once', () => {
    const assignments = assignmentsIn(setupOf(CONFIG).commands);
    for (const each of assignments) assert.match(each, /^[A-Z_]+=[\w:/.-]+$/);
    const names = assignments.map((each) => each.split('=')[0]);
    assert.equal(new Set(names).size, names.length);
  });

  it('ends with the start of an application, with the register of this package', () => {
    const manifest: { name: string; exports: object } = JSON.parse(readFileSync('package.json', 'utf8'));
    const last = setupOf(CONFIG).commands.split('\n').at(-1) ?? '';
    const [, name, path] = /^node --import ([\w-]+)\/([\w-]+) \S+\.js$/.exec(last) ?? [];
    assert.equal(name, manifest.name);
    assert.ok(`./${path}` in manifest.exports, path);
  });

  it('notes the packages that register would miss for its loggers', () => {
    const bare = {
      find: (name: string) => BRIDGED.find((logger) => logger === name),
      load: () => undefined,
      findLoaded: () => undefined,
      loadedFiles: () => [],
      from: () => bare,
    };
    const { note } = setupOf(CONFIG);
    const [install = 'nothing to install'] = /npm i .+$/.exec(note) ?? [];
    assert.ok(missingPackages(bare, undefined)?.text.endsWith(install), install);
    for (const logger of BRIDGED) assert.ok(note.includes(logger), logger);
  });
});
