import type { Intake } from '../ingest/intake.js';
import type { NotSent } from '../telemetry/not-sent.js';
import type { ExitWork } from './exit-event.js';

export interface HeldRecordsParts {
  readonly intake: Pick<Intake, 'sendHeld' | 'leaveOutHeld'>;
  readonly notSent: Pick<NotSent, 'tell'>;
  readonly onExit: (work: ExitWork) => () => void;
  readonly onUncaughtException: (callback: () => void) => () => void;
}

/**
 * Sends what errorContext holds when an exception is not caught, and counts what is left at the end of the process as
 * not sent; gives what stops this.
 */
export function followHeldRecords({
  intake,
  notSent,
  onExit,
  onUncaughtException,
}: HeldRecordsParts): () => void {
  const stops = [
    onUncaughtException(intake.sendHeld),
    onExit({
      begin() {
        intake.leaveOutHeld();
        notSent.tell();
        return undefined;
      },
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
