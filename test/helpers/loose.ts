/** A wrong value, as JavaScript allows it. */
export function loose(value: unknown): never {
  const key: string = 'value';
  return Reflect.get({ value }, key) as never;
}
