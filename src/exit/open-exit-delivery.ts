import type { ResolvedOptions } from '../options/resolve-options.js';
import { onExit } from './exit-event.js';
import { createExitDelivery, type ExitDelivery, type ExitDeliveryParts } from './exit-delivery.js';
import { createExitThread } from './exit-thread.js';
import { startWorker } from './start-worker.js';
import { whyNoThread } from './thread-support.js';

export type OpenExitDeliveryParts = Omit<
  ExitDeliveryParts,
  'thread' | 'whyNoThread' | 'process' | 'whenAlive' | 'register'
>;

/** Sends at the end of this process what has no answer yet. */
export function openExitDelivery(parts: OpenExitDeliveryParts, options: ResolvedOptions): ExitDelivery {
  return createExitDelivery(
    {
      ...parts,
      thread: createExitThread(startWorker, process.env),
      whyNoThread: whyNoThread(),
      process,
      whenAlive: (callback) => void setImmediate(callback),
      register: onExit,
    },
    options,
  );
}
