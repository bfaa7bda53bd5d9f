import type { OpenIngest } from '../ingest/open-ingest.js';
import type { NotSent } from '../telemetry/not-sent.js';
import type { ExitWork } from '../util/exit-event.js';

export interface HeldRecordsParts {
  readonly ingest: Pick<OpenIngest, 'commitNow' | 'sendHeld' | 'leaveOutHeld'>;
  readonly notSent: Pick<NotSent, 'tell'>;
  readonly onExit: (work: ExitWork) => () => void;
  readonly onUncaughtException: (callback: () => void) => () => void;
  /** Calls back if the event loop turns again: then the process has not ended. */
  readonly whenAlive: (callback: () => void) => void;
}

/**
 * Sends what errorContext holds at an uncaught exception, and counts the rest at the end of the process as not sent;
 * returns the function that stops this.
 */
export function followHeldRecords({
  ingest,
  notSent,
  onExit,
  onUncaughtException,
  whenAlive,
}: HeldRecordsParts): () => void {
  let isCrashing = false;
  const stops = [
    onUncaughtException(() => {
      isCrashing = true;
      whenAlive(() => (isCrashing = false));
      ingest.sendHeld();
    }),
    onExit({
      begin() {
        // Records that still wait for an export or a resource may be errors, or may have to be held.
        ingest.commitNow();
        if (isCrashing) ingest.sendHeld();
        ingest.leaveOutHeld();
        notSent.tell();
        return undefined;
      },
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
