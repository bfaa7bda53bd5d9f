/** @import { SinkReport, ToSink } from '../types.js' */
import { fork } from 'node:child_process';

/** Starts the process of the sinks. The run ends if it ends. */
export function startSinkProcess() {
  const child = fork(new URL('main.mjs', import.meta.url), { execArgv: [] });
  /** @type {Map<number, (result: unknown) => void>} */
  const waiting = new Map();
  let lastId = 0;
  let stopping = false;
  child.on('message', (/** @type {{ id: number, result: unknown }} */ { id, result }) => {
    waiting.get(id)?.(result);
    waiting.delete(id);
  });
  child.on('exit', (code) => {
    if (!stopping) throw new Error(`The sink ended with code ${code}.`);
  });

  /** @param {ToSink} message @returns {Promise<unknown>} */
  function ask(message) {
    return new Promise((resolve) => {
      lastId++;
      waiting.set(lastId, resolve);
      child.send({ id: lastId, message });
    });
  }

  return {
    /** @param {{ latencyMillis: number, parses: boolean }} settings */
    async open(settings) {
      const port = /** @type {number} */ (await ask({ type: 'open', ...settings }));
      return {
        url: `http://127.0.0.1:${port}`,
        reset: () => ask({ type: 'reset', port }),
        close: async () => /** @type {SinkReport} */ (await ask({ type: 'close', port })),
      };
    },
    stop() {
      stopping = true;
      child.disconnect();
    },
  };
}

/** @typedef {ReturnType<typeof startSinkProcess>} SinkProcess */
