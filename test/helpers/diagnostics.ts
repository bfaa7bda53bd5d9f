import * as sinon from 'sinon';

/** Diagnostics that keep what they are given. */
export function createSpyDiagnostics() {
  return {
    info: sinon.spy(),
    warn: sinon.spy(),
    warnOnce: sinon.spy(),
    errorOnce: sinon.spy(),
    lastWords: sinon.spy(),
  };
}
