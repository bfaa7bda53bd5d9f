// Loaded before the register: what an older @opentelemetry/api leaves when it has registered something.
Reflect.set(globalThis, Symbol.for('opentelemetry.js.api.1'), { version: '1.0.0' });
