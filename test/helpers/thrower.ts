/** Code of the application that has a mistake. */
export function thrower(): never {
  throw new Error('a mistake');
}
