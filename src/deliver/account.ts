import { sha256 } from '../util/crypto.js';

/** Access key ids of users and of sessions, in the form that contains the account. */
const ACCESS_KEY_ID = /^(?:AKIA|ASIA)([A-Z2-7]{16})$/;

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account of credentials, which stays the same when keys change. If the credentials do not contain it, it is read
 * from the access key id, whose first 40 bits after the prefix encode it since 2019. A key of another form is
 * represented by its hash.
 */
export function accountOf({
  accountId,
  accessKeyId,
}: {
  readonly accountId?: string;
  readonly accessKeyId: string;
}): string {
  const coded = accountId === undefined ? ACCESS_KEY_ID.exec(accessKeyId)?.[1] : undefined;
  if (accountId !== undefined) return accountId;
  if (coded === undefined) return `key ${sha256(accessKeyId).slice(0, 16)}`;
  let bits = 0n;
  for (const char of coded.slice(0, 10)) bits = (bits << 5n) | BigInt(BASE32.indexOf(char));
  return String((bits >> 9n) & 0xffffffffffn).padStart(12, '0');
}
