/** A request of the parent to a service. */
export type ChaosOrder =
  | {
      readonly kind: 'open';
      /** Number of the process. */
      readonly process: number;
      readonly seed: number;
      readonly options: object;
    }
  | {
      readonly kind: 'export';
      readonly from: number;
      readonly to: number;
      /** Longest pause between two exports. */
      readonly pauseMillis: number;
    }
  | { readonly kind: 'flush' | 'shutdown' };

/** A report of a service to its parent. */
export type ChaosReport =
  | { readonly kind: 'acknowledged' | 'refused'; readonly from: number; readonly to: number }
  | { readonly kind: 'lost'; readonly reason: string; readonly count: number }
  | { readonly kind: 'done'; readonly order: ChaosOrder['kind'] };

/** The order for a service that logs and ends by itself. */
export interface EndingOrder {
  /** Number of the process. */
  readonly number: number;
  readonly how: string;
  readonly seed: number;
  readonly options: object;
}
