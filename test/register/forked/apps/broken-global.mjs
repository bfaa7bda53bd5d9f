// Loaded first: what another package has left on the global of logs throws.
Reflect.set(globalThis, Symbol.for('io.opentelemetry.js.api.logs'), () => {
  throw new Error('broken');
});
