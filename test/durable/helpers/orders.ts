/** Messages from the parent to a child. */
export type ChildOrder =
  | { readonly kind: 'open'; readonly options: object; readonly firstId?: number }
  | {
      readonly kind: 'export';
      readonly count: number;
      readonly streams?: readonly string[];
      readonly bytes?: number;
      readonly times?: number;
      readonly together?: boolean;
    }
  | {
      readonly kind: 'export without end';
      readonly count: number;
      readonly streams?: readonly string[];
      readonly bytes?: number;
    }
  | { readonly kind: 'flush' | 'shutdown' | 'measure' }
  | { readonly kind: 'jump'; readonly millis: number }
  | { readonly kind: 'end'; readonly how: 'normally' | 'exit' | 'uncaught' };

/** Messages from a child to its parent. */
export type ChildMessage =
  | { readonly kind: 'ready' }
  | { readonly kind: 'done'; readonly order: ChildOrder['kind'] }
  | {
      readonly kind: 'exported';
      readonly ids: Readonly<Record<string, readonly number[]>>;
      readonly acknowledged: boolean;
      readonly error: string | undefined;
    }
  | { readonly kind: 'lost'; readonly reason: string; readonly count: number; readonly stream: string }
  | { readonly kind: 'said'; readonly message: string }
  | { readonly kind: 'warning'; readonly name: string; readonly message: string }
  | { readonly kind: 'threw'; readonly message: string }
  | { readonly kind: 'measured'; readonly rss: number; readonly held: number };
