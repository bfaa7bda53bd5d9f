/** Containers in containers; deeper ones are not entered. */
const MAX_DEPTH = 64;

/** The containers around the value that is being written, and the objects that were converted on the way. */
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

  /** Goes into a container, unless it lies too deep. */
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

  /** Goes into an object that something else is written for: that may lead back to it, but is not deeper. */
  enterConverted(value: object): void {
    this.#ancestors.push(value);
  }

  leaveConverted(): void {
    this.#ancestors.pop();
  }

  /** Goes back to where it was with this length and depth. */
  restore(length: number, depth: number): void {
    this.#ancestors.length = length;
    this.#depth = depth;
  }
}
