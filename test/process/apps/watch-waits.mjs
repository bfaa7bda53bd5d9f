// Loaded before a service: prints which thread is started, and how long a wait may last.
import { writeSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import threads from 'node:worker_threads';

threads.Worker = class extends threads.Worker {
  /** @param {ConstructorParameters<typeof threads.Worker>} args */
  constructor(...args) {
    super(...args);
    writeSync(1, `thread ${args[1]?.name}\n`);
  }
};
syncBuiltinESMExports();

const { wait } = Atomics;
Object.defineProperty(Atomics, 'wait', {
  value(/** @type {Parameters<typeof wait>} */ ...args) {
    writeSync(1, `wait ${args[3]}\n`);
    return wait(...args);
  },
});
