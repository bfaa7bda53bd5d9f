// Loaded before the register: the global state of an older @opentelemetry/api that has registered something.
Reflect.set(globalThis, Symbol.for('opentelemetry.js.api.1'), { version: '1.0.0' });
