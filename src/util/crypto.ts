import { createHash, randomBytes, webcrypto } from 'node:crypto';

/** As hexadecimal digits. */
export function sha256(data: string | Uint8Array): string {
  return createHash('sha256').update(data).digest('hex');
}

/** The same on the thread pool. */
export async function sha256OffThread(bytes: Uint8Array<ArrayBuffer>): Promise<string> {
  return Buffer.from(await webcrypto.subtle.digest('SHA-256', bytes)).toString('hex');
}

/** Sixteen hexadecimal digits. */
export function randomId(): string {
  return randomBytes(8).toString('hex');
}
