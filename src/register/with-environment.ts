/** Runs a function that reads the environment with other values; undefined removes a variable. */
export function withEnvironment<T>(changes: Readonly<Record<string, string | undefined>>, run: () => T): T {
  const before = Object.fromEntries(Object.keys(changes).map((name) => [name, process.env[name]]));
  set(changes);
  try {
    return run();
  } finally {
    set(before);
  }
}

function set(values: Readonly<Record<string, string | undefined>>): void {
  for (const [name, value] of Object.entries(values)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
}
