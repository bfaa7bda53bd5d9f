import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import * as sinon from 'sinon';
import { type Message, messageOf } from '../../src/messages/message.js';
import { createDiagnostics } from '../../src/telemetry/diagnostics.js';
import { createSecretFilter } from '../../src/telemetry/secret-filter.js';
import { lineOf } from '../helpers/message.js';

const NAME = 'opentelemetry-exporter-cloudwatch-logs';
const TOKEN = 'IQoJb3JpZ2luX2VjEXAMPLETOKEN';

function setUp() {
  const logger = {
    error: sinon.stub(),
    warn: sinon.stub(),
    info: sinon.stub(),
    debug: sinon.stub(),
    verbose: sinon.stub(),
  };
  diag.setLogger(logger, { logLevel: DiagLogLevel.ALL, suppressOverrideMessage: true });
  logger.info.resetHistory();
  const emitWarning = sinon.stub();
  return {
    logger,
    emitWarning,
    diagnostics: createDiagnostics(createSecretFilter({ AWS_SESSION_TOKEN: TOKEN }).text, emitWarning),
  };
}

const A = messageOf('CWL_GZIP_REFUSED');
const B = messageOf('CWL_ON_LOSS_THREW');

const say = (text: string): Message => ({ code: A.code, text });

describe('diagnostics', () => {
  afterEach(() => {
    diag.disable();
    sinon.restore();
  });

  it('are written to diag under the name of the package, the code first', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    diagnostics.info(A);
    diagnostics.warn(B);

    sinon.assert.calledOnceWithExactly(logger.info, NAME, lineOf(A));
    sinon.assert.calledOnceWithExactly(logger.warn, NAME, lineOf(B));
    sinon.assert.notCalled(emitWarning);
  });

  it('warn once for each code', () => {
    const { logger, diagnostics } = setUp();

    for (const message of [A, B, A]) diagnostics.warnOnce(message);

    assert.deepEqual(logger.warn.args, [
      [NAME, lineOf(A)],
      [NAME, lineOf(B)],
    ]);
  });

  it('report an error once for each code, to diag and as a process warning with that code', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    for (const message of [A, A, B]) diagnostics.errorOnce(message);

    assert.deepEqual(logger.error.args, [
      [NAME, lineOf(A)],
      [NAME, lineOf(B)],
    ]);
    const type = 'CloudWatchLogsExporterWarning';
    assert.deepEqual(emitWarning.args, [
      [`${NAME}: ${A.text}`, { type, code: A.code }],
      [`${NAME}: ${B.text}`, { type, code: B.code }],
    ]);
  });

  it('report an error as a process warning if diag has no logger', () => {
    const emitWarning = sinon.stub(process, 'emitWarning');

    createDiagnostics(String).errorOnce(A);

    sinon.assert.calledOnceWithExactly(emitWarning, `${NAME}: ${A.text}`, {
      type: 'CloudWatchLogsExporterWarning',
      code: A.code,
    });
  });

  it('report an error even after a warning with the same code', () => {
    const { emitWarning, diagnostics } = setUp();

    diagnostics.warnOnce(A);
    diagnostics.errorOnce(A);

    sinon.assert.calledOnce(emitWarning);
  });

  it('remember a bounded number of names of a code, and say so with the last', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    for (let round = 0; round < 2; round++) {
      for (let name = 0; name < 1_000; name++) {
        diagnostics.warnOnce(A, String(name));
        diagnostics.errorOnce(A, String(name));
      }
    }

    assert.equal(logger.warn.callCount, 100);
    assert.equal(logger.error.callCount, 100);
    assert.equal(emitWarning.callCount, 100);
    assert.equal(logger.error.args[98]?.[1], lineOf(A));
    assert.match(String(logger.error.args[99]?.[1]), / 100 names /);
  });

  it('have room for every code, however many names another one has', () => {
    const { emitWarning, diagnostics } = setUp();
    for (let name = 0; name < 1_000; name++) diagnostics.errorOnce(A, String(name));
    emitWarning.resetHistory();

    for (const code of ['CWL_OUTBOX_DISK_FAILED', 'CWL_OUTAGE_LASTS', 'CWL_SHUTDOWN_LOST'] as const) {
      diagnostics.errorOnce({ code, text: 'x' });
    }

    assert.equal(emitWarning.callCount, 3);
  });

  it('contain no secret, in diag and as a process warning', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    diagnostics.info(say(TOKEN));
    diagnostics.warn(say(TOKEN));
    diagnostics.warnOnce(say(TOKEN));
    diagnostics.errorOnce(say(TOKEN));

    const said = [logger.info, logger.warn, logger.error, emitWarning].flatMap(({ args }) => args.flat());
    assert.equal(said.filter((text) => String(text).includes('[secret]')).length, 5);
    assert.ok(said.every((text) => !String(text).includes(TOKEN)));
  });

  it('escape control sequences, and keep all other text', () => {
    const { logger, diagnostics } = setUp();

    diagnostics.warn(say('a\u001b[31m\r\n\u0000\u007f\u009b\u2028\u202e\u2066é😀"'));

    assert.equal(
      logger.warn.args[0]?.[1],
      String.raw`CWL_GZIP_REFUSED: a\u001b[31m\u000d\u000a\u0000\u007f\u009b\u2028\u202e\u2066é😀"`,
    );
  });

  it('are cut if they are very long', () => {
    const { emitWarning, diagnostics } = setUp();

    diagnostics.errorOnce(say('x'.repeat(1_000_000)));

    assert.ok(String(emitWarning.args[0]?.[0]).length < 2_100);
  });

  it('survive a logger that throws', () => {
    const { logger, emitWarning, diagnostics } = setUp();
    for (const stub of Object.values(logger)) stub.throws(new Error('from the application'));

    diagnostics.info(A);
    diagnostics.warn(A);
    diagnostics.warnOnce(A);
    diagnostics.errorOnce(A);

    sinon.assert.calledOnce(emitWarning);
    for (const stub of Object.values(logger)) stub.resetBehavior();
  });

  it('reach a logger that is set later', () => {
    diag.disable();
    const diagnostics = createDiagnostics(String, () => undefined);
    const { logger } = setUp();

    diagnostics.warn(A);

    sinon.assert.calledOnce(logger.warn);
  });
});
