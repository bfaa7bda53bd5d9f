/** The members that say how a message was cut. */
export const CUT_KEYS: ReadonlySet<string> = new Set(['eventPart', 'truncatedBytes']);

/** The name for a member of the object, so that a reserved name has one meaning only. */
export function avoidKeyCollision(
  prefix: string,
  key: string,
  reserved: ReadonlySet<string>,
  object: object,
): string {
  if (!reserved.has(key)) return key;
  let name = key;
  do name = `${prefix}.${name}`;
  while (Object.hasOwn(object, name));
  return name;
}
