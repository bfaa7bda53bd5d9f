/** @import { Fault } from '../../dist/esm/local-server/index.js' */

/** The states of a service. */
const MOODS = ['fair', 'fair', 'stormy', 'throttling', 'away'];

/**
 * Draws a script of faults: the same seed, the same scripts.
 * @param {ReturnType<typeof import('../../bench/random.mjs').createRandom>} random
 * @returns {Fault[]}
 */
export function drawFaults(random) {
  const mood = random.pick(MOODS);
  if (mood === 'away') return [{ kind: 'unavailable' }];
  const worst = mood === 'stormy' ? 0.2 : 0.04;
  const rate = () => (random.below(1_000) / 1_000) * worst;
  return [
    { kind: 'latency', latencyMillis: random.below(10) },
    { kind: 'throttle', rate: mood === 'throttling' ? 0.7 : rate() },
    { kind: 'internal-error', rate: rate() },
    { kind: 'unavailable', rate: rate() },
    { kind: 'reset-before-write', rate: rate() },
    { kind: 'reset-after-write', rate: rate() },
    { kind: 'hang', rate: rate() / 4 },
  ];
}
