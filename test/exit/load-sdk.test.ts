import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { temporaryDirectory } from '../durable/helpers/service.js';
import { loadSdkFrom } from '../../src/exit/load-sdk.js';

/** Installs a package with the name of the SDK that can be told apart from others. */
function install(folder: string, mark: string): void {
  const place = join(folder, 'node_modules/@aws-sdk/client-cloudwatch-logs');
  mkdirSync(place, { recursive: true });
  writeFileSync(join(place, 'index.js'), `exports.mark = ${JSON.stringify(mark)};`);
}

describe('load-sdk: loadSdkFrom', () => {
  it('prefers the SDK of the package to that of the application', async () => {
    using ofPackage = temporaryDirectory();
    using ofApplication = temporaryDirectory();
    install(ofPackage.path, 'package');
    install(ofApplication.path, 'application');

    const sdk = await loadSdkFrom(join(ofPackage.path, 'index.js'), ofApplication.path);

    assert.deepEqual({ ...sdk }, { mark: 'package' });
  });

  it('uses that of the application if the package has none, or has no path', async () => {
    using empty = temporaryDirectory();
    using ofApplication = temporaryDirectory();
    install(ofApplication.path, 'application');

    for (const file of [join(empty.path, 'index.js'), undefined]) {
      assert.deepEqual({ ...(await loadSdkFrom(file, ofApplication.path)) }, { mark: 'application' });
    }
  });

  for (const [where, file] of [
    ['in a bundle', undefined],
    ["in an archive of Yarn's Plug'n'Play", '.yarn/cache/exporter.zip/node_modules/exporter/index.js'],
  ] as const) {
    it(`uses the part in the thread's source where no package is found: ${where}`, async () => {
      using empty = temporaryDirectory();

      const sdk = await loadSdkFrom(file && join(empty.path, file), empty.path);

      assert.deepEqual(Object.keys(sdk).toSorted(), [
        'CloudWatchLogsClient',
        'CreateLogGroupCommand',
        'CreateLogStreamCommand',
        'PutLogEventsCommand',
        'PutRetentionPolicyCommand',
      ]);
    });
  }
});
