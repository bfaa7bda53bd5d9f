/**
 * Modules of Node without an `import`, which reads all that a module exports and so loads what stands behind it: streams
 * for `node:fs`, threads for `node:util`. Asked for where they are first used, they cost the start of a service nothing.
 *
 * Of the `process` that loaded this: a test may put another in its place later, with little more than an `env`.
 */
export const getBuiltinModule: typeof process.getBuiltinModule = process.getBuiltinModule;
