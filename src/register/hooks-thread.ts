import * as workerThreads from 'node:worker_threads';

/**
 * Whether this is the thread in which Node runs the hooks of `module.register`: Node up to 22 also loads `--require`
 * modules there, although no application logs there.
 */
export function isHooksThread(): boolean {
  if (workerThreads.isMainThread) return false;
  if ('isInternalThread' in workerThreads) return workerThreads.isInternalThread === true;
  const { stackTraceLimit } = Error;
  Error.stackTraceLimit = Number.POSITIVE_INFINITY;
  const { stack } = new Error('where from');
  Error.stackTraceLimit = stackTraceLimit;
  return stack?.includes('node:internal/modules/esm/worker') ?? false;
}
