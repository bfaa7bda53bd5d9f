/** Log groups that are remembered; a forgotten one costs one call. */
const MAX_GROUPS = 1_000;

/** Names of log groups of which the exporter has learned something. Bounded: a full memory starts again. */
export class RememberedGroups {
  readonly #names = new Set<string>();

  has(name: string): boolean {
    return this.#names.has(name);
  }

  add(name: string): void {
    if (this.#names.size >= MAX_GROUPS) this.#names.clear();
    this.#names.add(name);
  }

  delete(name: string): void {
    this.#names.delete(name);
  }
}
