import type { EventBlock } from '../events/model.js';
import type { ResolvedOptions } from '../options/resolve-options.js';
import type { Telemetry } from '../telemetry/telemetry.js';
import type { Clock } from '../util/clock.js';
import type { Budget } from './budget.js';
import { type BudgetNotices, createBudgetNotices } from './budget-notices.js';
import type { Ingest } from './ingest.js';
import { createLossNotices } from './loss-notices.js';

export interface NoticesParts {
  readonly clock: Clock;
  readonly ingest: Pick<Ingest, 'addOwn' | 'resource' | 'onOverBudget'>;
  /** Undefined where there is no budget. */
  readonly budget: Pick<Budget, 'untilRenewal'> | undefined;
  readonly telemetry: Pick<Telemetry, 'losses' | 'notSent' | 'diagnostics'>;
  /** The block has a notice: its loss must cause no notice. */
  readonly markInternal: (block: EventBlock) => void;
}

/** The records that the exporter writes into streams: about their losses, and about a spent budget. */
export interface Notices {
  /** Writes now what has no notice yet. */
  tell(): void;
  /** Stops writing. */
  close(): void;
}

export function createNotices(
  { clock, ingest, budget, telemetry, markInternal }: NoticesParts,
  options: Pick<ResolvedOptions, 'lossNotices' | 'budget'>,
): Notices {
  const { losses, notSent, diagnostics } = telemetry;
  const ofLosses = createLossNotices({ clock, ingest, markInternal });
  if (options.lossNotices) losses.subscribe(ofLosses.add);

  function followBudget(): BudgetNotices | undefined {
    if (budget === undefined || options.budget === undefined) return undefined;
    const untilRenewal = (): number => budget.untilRenewal(clock.elapsed());
    const ofBudget = createBudgetNotices(
      { clock, ingest, markInternal, warn: diagnostics.warn, untilRenewal },
      { bytesPerHour: options.budget.bytesPerHour, inStreams: options.lossNotices },
    );
    ingest.onOverBudget((destination) => {
      notSent.add('budget');
      ofBudget.add(destination);
    });
    return ofBudget;
  }
  const budgetNotices = followBudget();

  return {
    tell() {
      budgetNotices?.tell();
      void ofLosses.tell();
    },
    close() {
      budgetNotices?.close();
      ofLosses.close();
    },
  };
}
