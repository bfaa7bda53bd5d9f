/** @import { ChaosOrder, ChaosReport } from './types.ts' */
import { fork } from 'node:child_process';
import { once } from 'node:events';

/**
 * Starts a service in a new process.
 * @param {string} node
 * @param {(report: ChaosReport) => void} onReport
 */
export function startServiceProcess(node, onReport) {
  const child = fork(new URL('service.mjs', import.meta.url), {
    execPath: node,
    execArgv: ['--no-warnings'],
  });
  // Only then has all its output been read, however it ended.
  const ended = Promise.all([once(child, 'exit'), once(child, 'disconnect')]);
  /** @type {Map<ChaosOrder['kind'], () => void>} */
  const waiting = new Map();
  child.on('message', (/** @type {ChaosReport} */ report) => {
    onReport(report);
    if (report.kind === 'done') waiting.get(report.order)?.();
  });

  /** @param {ChaosOrder} order */
  function tell(order) {
    child.send(order);
  }

  return {
    tell,

    /**
     * Resolves when the order is done.
     * @param {ChaosOrder} order
     * @returns {Promise<void>}
     */
    order(order) {
      tell(order);
      return new Promise((resolve, reject) => {
        waiting.set(order.kind, resolve);
        void ended.then(() => reject(new Error(`the service ended before its ${order.kind}`)));
      });
    },

    /** Resolves when the process has ended and all its output has been read. */
    async kill() {
      child.kill('SIGKILL');
      await ended;
    },

    /** Shuts the exporter down, and resolves when the process has ended on its own. */
    async end() {
      tell({ kind: 'shutdown' });
      await ended;
    },
  };
}
