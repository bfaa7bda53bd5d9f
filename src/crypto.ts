import { getBuiltinModule } from './builtin.js';

const crypto = () => getBuiltinModule('node:crypto');

/** As hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return crypto().createHash('sha256').update(data).digest('hex');
}

/** The same on the thread pool. */
export async function sha256OffThread(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await crypto().webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** Sixteen hexadecimal digits. */
export function randomId(): string {
  return crypto().randomBytes(8).toString('hex');
}
