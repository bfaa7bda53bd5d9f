import type { Input } from './input.js';
import type { Store } from './store.js';
import type { RejectedCounts, ViolationRule } from './types.js';

/** What the actions share. */
export interface ActionContext {
  readonly store: Store;
  readonly now: () => number;
  /** Records a broken rule that does not fail the call. */
  readonly report: (rule: ViolationRule, message: string) => void;
  readonly countRejected: (counts: RejectedCounts) => void;
}

/** Handles one call: gives the body of the answer, or throws a ServiceError. */
export type ActionHandler = (input: Input, context: ActionContext) => object;
