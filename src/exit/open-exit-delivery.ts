import type { OpenIngest } from '../ingest/open-ingest.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { NotSent } from '../telemetry/not-sent.js';
import { onExit, onUncaughtException, whenAlive } from '../util/exit-event.js';
import { createExitDelivery, type ExitDelivery, type ExitDeliveryParts } from './exit-delivery.js';
import { createExitThread } from './exit-thread.js';
import { followHeldRecords } from './held-records.js';
import { startWorker } from './start-worker.js';
import { whyNoThread } from './thread-support.js';

export interface OpenExitDeliveryParts extends Omit<
  ExitDeliveryParts,
  'thread' | 'whyNoThread' | 'process' | 'whenAlive' | 'register'
> {
  readonly ingest: Pick<OpenIngest, 'commitNow' | 'isBusy' | 'sendHeld' | 'leaveOutHeld'>;
  readonly notSent: Pick<NotSent, 'tell'>;
}

/** Does the work at the end of this process: mainly, it sends what has no answer yet. */
export function openExitDelivery(parts: OpenExitDeliveryParts, options: ResolvedOptions): ExitDelivery {
  const stopFollowing = followHeldRecords({ ...parts, onExit, onUncaughtException, whenAlive });
  const delivery = createExitDelivery(
    {
      ...parts,
      thread: createExitThread(startWorker, process.env),
      whyNoThread: whyNoThread(),
      process,
      whenAlive,
      register: onExit,
    },
    options,
  );
  return {
    ...delivery,
    close() {
      stopFollowing();
      delivery.close();
    },
  };
}
