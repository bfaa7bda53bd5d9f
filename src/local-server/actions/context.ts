import type { Input } from '../model/input.js';
import type { Observer } from '../model/observer.js';
import type { Store } from '../model/store.js';
import type { ViolationRule } from '../model/types.js';

/** The state that the actions share. */
export interface ActionContext {
  readonly store: Store;
  readonly now: () => number;
  /** Records a broken rule that does not fail the call. */
  readonly report: (rule: ViolationRule, message: string) => void;
  readonly stored: Observer['stored'];
  /** Counts events that an accepted call leaves out. */
  readonly reject: Observer['rejected'];
}

/** Handles one call: gives the body of the answer, or throws a ServiceError. */
export type ActionHandler = (input: Input, context: ActionContext) => object;
