import type { Fragment } from './byte-writer.js';
import type { MessageWriter } from './message-members.js';

/**
 * Bytes that are equal for every record of a scope or a resource, cached by the identity of that object.
 * Most records have the object of the record before, so that one is cached beside the map.
 */
export class CachedFragment<T extends object> {
  readonly #writer: MessageWriter;
  readonly #write: (source: T) => void;
  readonly #isFinal: (source: T) => boolean;
  readonly #known = new WeakMap<T, Fragment>();
  #last: T | undefined;
  #lastFragment: Fragment | undefined;

  constructor(writer: MessageWriter, write: (source: T) => void, isFinal: (source: T) => boolean) {
    this.#writer = writer;
    this.#write = write;
    this.#isFinal = isFinal;
  }

  write(source: T): void {
    const { out, budget } = this.#writer;
    const known = source === this.#last ? this.#lastFragment : this.#known.get(source);
    if (known !== undefined) {
      this.#last = source;
      this.#lastFragment = known;
      out.append(known);
      return;
    }
    const { position, size } = out;
    const { messages } = budget;
    this.#write(source);
    // A `toJSON` that ends the process may have let other messages be written here.
    if (budget.messages === messages && this.#isFinal(source) && !budget.isSpent) {
      this.#known.set(source, out.fragmentSince(position, size));
    }
  }
}

/** Whether a resource has its final attributes: detectors may still add some. */
export function isComplete(resource: { readonly asyncAttributesPending?: boolean }): boolean {
  return resource.asyncAttributesPending !== true;
}
