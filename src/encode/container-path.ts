/** Maximum depth; deeper containers are not written. */
const MAX_DEPTH = 64;

/** The containers around the current value, and the objects that were converted on the way. */
export class ContainerPath {
  readonly #ancestors: object[] = [];
  #depth = 0;

  get length(): number {
    return this.#ancestors.length;
  }

  get depth(): number {
    return this.#depth;
  }

  includes(value: object): boolean {
    return this.#ancestors.includes(value);
  }

  /** Enters a container, unless it is too deep. */
  enter(container: object): boolean {
    if (this.#depth === MAX_DEPTH) return false;
    this.#depth += 1;
    this.#ancestors.push(container);
    return true;
  }

  leave(): void {
    this.#depth -= 1;
    this.#ancestors.pop();
  }

  /** Enters an object that is replaced by another value: that value may contain it again, but is not deeper. */
  enterConverted(value: object): void {
    this.#ancestors.push(value);
  }

  leaveConverted(): void {
    this.#ancestors.pop();
  }

  /** Returns to an earlier length and depth. */
  restore(length: number, depth: number): void {
    this.#ancestors.length = length;
    this.#depth = depth;
  }
}
