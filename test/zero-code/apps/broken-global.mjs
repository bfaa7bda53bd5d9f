// Loaded first: the global for logs throws, as a broken package may leave it.
Reflect.set(globalThis, Symbol.for('io.opentelemetry.js.api.logs'), () => {
  throw new Error('broken');
});
