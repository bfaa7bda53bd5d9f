/**
 * The code of the thread, and Node's flags for it. In the package the build puts a file with the code as a string in
 * the place of this one (scripts/build.mjs): an application's bundler could miss a second program.
 */
export const THREAD_CODE: string | URL = new URL('./spool/worker.ts', import.meta.url);
export const THREAD_FLAGS: readonly string[] = ['--import', 'tsx'];
