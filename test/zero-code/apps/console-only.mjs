// Only writes to the console, and ends.
const { console } = globalThis;
for (const method of /** @type {const} */ (['log', 'warn'])) console[method]('%s is low', method);
