import assert from 'node:assert/strict';
import { messageOf } from '../../src/messages/message.js';
import { createVolume } from '../../src/telemetry/volume.js';
import { lineOf } from '../helpers/message.js';

function setUp() {
  const clock = { millis: 5_000 };
  const said: string[] = [];
  const volume = createVolume(
    () => clock.millis,
    (message) => void said.push(lineOf(message)),
  );
  return { clock, said, volume };
}

describe('volume', () => {
  it('reports the bytes of a day at the rate so far', () => {
    const { clock, said, volume } = setUp();
    volume.add(400_000);
    volume.add(600_000);
    clock.millis += 86_400;
    volume.tell();
    assert.deepEqual(said, [
      lineOf(messageOf('CWL_VOLUME', { bytes: '1,000,000', seconds: 86, gigabytes: '1' })),
    ]);
  });

  it('reports many gigabytes and few without an exponent', () => {
    for (const [bytes, gigabytes] of [
      [1_234_567_890_123, '1,200,000'],
      [1, '0.000001'],
    ] as const) {
      const { clock, said, volume } = setUp();
      volume.add(bytes);
      clock.millis += 86_400;
      volume.tell();
      const facts = { bytes: bytes.toLocaleString('en-US'), seconds: 86, gigabytes };
      assert.deepEqual(said, [lineOf(messageOf('CWL_VOLUME', facts))]);
    }
  });

  it('reports nothing if nothing was sent, or no time has passed', () => {
    const { said, volume } = setUp();
    volume.add(1);
    volume.tell();
    const other = setUp();
    other.clock.millis += 1_000;
    other.volume.tell();
    assert.deepEqual([said, other.said], [[], []]);
  });
});
