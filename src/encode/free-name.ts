/** The members that say how a message was cut. */
export const CUT_KEYS: ReadonlySet<string> = new Set(['eventPart', 'truncatedBytes']);

/** The name that a member of the object is written under, so that a reserved name means one thing only. */
export function freeName(prefix: string, key: string, reserved: ReadonlySet<string>, object: object): string {
  if (!reserved.has(key)) return key;
  let name = key;
  do name = `${prefix}.${name}`;
  while (Object.hasOwn(object, name));
  return name;
}
