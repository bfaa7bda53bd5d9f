/** Of the `process` that loaded this: a test may put another in its place later, with little more than an `env`. */
export const getBuiltinModule: typeof process.getBuiltinModule = process.getBuiltinModule;
