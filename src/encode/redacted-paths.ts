/** A step of a path to redact: its key (any key, without one), and the next step. */
interface Step {
  readonly key: string | undefined;
  readonly next: Step | undefined;
}

/** Steps that a key can match next, of the paths that the keys before it began. */
export type BegunPaths = readonly Step[];

/** No path has begun. */
export const NO_PATHS: BegunPaths = [];

/** What a key means at its place. */
export interface KeyMatch {
  /** A path ends with the key, or with a part of it. */
  readonly isRedacted: boolean;
  /** The paths that continue in the value of the key. */
  readonly begun: BegunPaths;
}

/** The key is in no path. */
export const NO_MATCH: KeyMatch = { isRedacted: false, begun: NO_PATHS };

/** Written in place of a redacted value. */
export const REDACTED_TEXT = '[REDACTED]';

const ANY = '*';

/**
 * Finds keys and dotted paths, ignoring case. A path may begin at any depth. A dot within a key counts as a step,
 * so that `user.email` is found as one key and as a member of `user`; a `*` is one step or one whole key.
 */
export class RedactedPaths {
  /** Where the paths begin that begin with a key, by that key: whoever makes up a key chooses how many parts it has. */
  readonly #starts = new Map<string, readonly Step[]>();
  /** Where the others begin. */
  readonly #anyStarts: readonly Step[];
  /** Whether the index of an array can begin a path. */
  readonly mayBeginWithIndex: boolean;

  constructor(paths: readonly string[]) {
    const starts = paths.flatMap((path) => firstStep(path) ?? []);
    for (const start of starts) {
      const { key } = start;
      if (key !== undefined) this.#starts.set(key, [...(this.#starts.get(key) ?? []), start]);
    }
    this.#anyStarts = starts.filter(({ key }) => key === undefined);
    this.mayBeginWithIndex = starts.some(({ key }) => key === undefined || /^\d+$/.test(key));
  }

  /** What the key means after the keys that began these paths. */
  match(begun: BegunPaths, key: string): KeyMatch {
    const parts = key.toLowerCase().split('.');
    let isRedacted = false;
    let reached: Step[] = [];
    const go = ({ next }: Step): void => {
      if (next === undefined) isRedacted = true;
      else reached.push(next);
    };
    let open = begun;
    for (const part of parts) {
      if (reached.length > 0) reached = [];
      for (const step of open) if (step.key === undefined || step.key === part) go(step);
      this.#starts.get(part)?.forEach(go);
      this.#anyStarts.forEach(go);
      open = reached;
    }
    if (parts.length > 1) {
      for (const step of begun) if (step.key === undefined) go(step);
      this.#anyStarts.forEach(go);
    }
    if (reached.length === 0) return isRedacted ? REDACTED : NO_MATCH;
    return { isRedacted, begun: [...new Set(reached)] };
  }
}

const REDACTED: KeyMatch = { isRedacted: true, begun: NO_PATHS };

function firstStep(path: string): Step | undefined {
  return path
    .toLowerCase()
    .split('.')
    .reduceRight<Step | undefined>((next, key) => ({ key: key === ANY ? undefined : key, next }), undefined);
}
