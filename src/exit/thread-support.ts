import { readPath } from '../deliver/read-path.js';

/** Why no thread can be started here at the end of the process; undefined where one can be started. */
export function whyNoThread(process: object = globalThis.process): string | undefined {
  for (const [key, name] of [
    ['bun', 'Bun'],
    ['deno', 'Deno'],
  ] as const) {
    if (readPath(process, 'versions', key) !== undefined) return `${name} starts no thread at its end`;
  }
  const permission: unknown = readPath(process, 'permission');
  const has: unknown = readPath(permission, 'has');
  const isDenied = typeof has === 'function' && Reflect.apply(has, permission, ['worker']) === false;
  return isDenied ? "Node's permission model allows no threads (--allow-worker)" : undefined;
}
