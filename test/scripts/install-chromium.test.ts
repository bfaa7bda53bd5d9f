import assert from 'node:assert/strict';
import { DOWNLOAD_MILLIS, installChromium } from '../../scripts/page/install-chromium.mjs';

describe('install-chromium', () => {
  it('limits the download, and not the unpacking, which downloads nothing', () => {
    const calls: [string, number | undefined][] = [];
    installChromium((args, timeoutMillis) => void calls.push([args.join(' '), timeoutMillis]));
    assert.deepEqual(calls, [
      ['update', DOWNLOAD_MILLIS],
      ['install -y --no-install-recommends chromium --download-only', DOWNLOAD_MILLIS],
      ['install -y --no-install-recommends chromium --no-download', undefined],
    ]);
  });

  it('unpacks nothing if the download was ended', () => {
    const calls: string[] = [];
    assert.throws(
      () =>
        installChromium((args) => {
          calls.push(args.at(-1) ?? '');
          if (args.includes('--download-only')) throw new Error('ETIMEDOUT');
        }),
      /ETIMEDOUT/,
    );
    assert.deepEqual(calls, ['update', '--download-only']);
  });
});
