import assert from 'node:assert/strict';
import { diag, DiagLogLevel } from '@opentelemetry/api';
import * as sinon from 'sinon';
import { createDiagnostics } from '../../src/telemetry/diagnostics.js';
import { createRedaction } from '../../src/telemetry/redaction.js';

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
    diagnostics: createDiagnostics(createRedaction({ AWS_SESSION_TOKEN: TOKEN }).text, emitWarning),
  };
}

describe('diagnostics', () => {
  afterEach(() => {
    diag.disable();
    sinon.restore();
  });

  it('go to diag under the name of the package', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    diagnostics.info('hello');
    diagnostics.warn('beware');

    sinon.assert.calledOnceWithExactly(logger.info, NAME, 'hello');
    sinon.assert.calledOnceWithExactly(logger.warn, NAME, 'beware');
    sinon.assert.notCalled(emitWarning);
  });

  it('warn once for each cause', () => {
    const { logger, diagnostics } = setUp();

    for (const cause of ['a', 'b', 'a']) diagnostics.warnOnce(cause, `because of ${cause}`);

    assert.deepEqual(logger.warn.args, [
      [NAME, 'because of a'],
      [NAME, 'because of b'],
    ]);
  });

  it('say trouble once for each cause, to diag and as a process warning', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    for (const cause of ['a', 'a', 'b']) diagnostics.trouble(cause, `because of ${cause}`);

    assert.deepEqual(logger.error.args, [
      [NAME, 'because of a'],
      [NAME, 'because of b'],
    ]);
    assert.deepEqual(emitWarning.args, [
      [`${NAME}: because of a`, 'CloudWatchLogsExporterWarning'],
      [`${NAME}: because of b`, 'CloudWatchLogsExporterWarning'],
    ]);
  });

  it('say trouble as a process warning where diag has no logger', () => {
    const emitWarning = sinon.stub(process, 'emitWarning');

    createDiagnostics(String).trouble('a', 'nothing gets through');

    sinon.assert.calledOnceWithExactly(emitWarning, `${NAME}: nothing gets through`, {
      type: 'CloudWatchLogsExporterWarning',
    });
  });

  it('say a trouble although there was a warning of the same cause', () => {
    const { emitWarning, diagnostics } = setUp();

    diagnostics.warnOnce('a', 'beware');
    diagnostics.trouble('a', 'nothing gets through');

    sinon.assert.calledOnce(emitWarning);
  });

  it('remember a bounded number of names of a kind, say so with the last, and are no flood beyond it', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    for (let round = 0; round < 2; round++) {
      for (let name = 0; name < 1_000; name++) {
        diagnostics.warnOnce('kind', 'beware', String(name));
        diagnostics.trouble('kind', 'help', String(name));
      }
    }

    assert.equal(logger.warn.callCount, 100);
    assert.equal(logger.error.callCount, 100);
    assert.equal(emitWarning.callCount, 100);
    assert.equal(logger.error.args[98]?.[1], 'help');
    assert.match(
      String(logger.error.args[99]?.[1]),
      /^help This was said for 100 names; for others it is not\.$/,
    );
  });

  it('have a place for every kind, however many names another one has', () => {
    const { emitWarning, diagnostics } = setUp();
    for (let name = 0; name < 1_000; name++) diagnostics.trouble('denied PutLogEvents', 'no', String(name));
    emitWarning.resetHistory();

    for (const kind of ['outbox disk', 'outbox thread', 'outage', 'shutdown'])
      diagnostics.trouble(kind, kind);

    assert.equal(emitWarning.callCount, 4);
  });

  it('are bounded over all kinds too', () => {
    const { emitWarning, diagnostics } = setUp();

    for (let kind = 0; kind < 2_000; kind++) diagnostics.trouble(`file ${kind}`, 'damaged');

    assert.equal(emitWarning.callCount, 1_000);
  });

  it('carry no secret, in diag and as a process warning', () => {
    const { logger, emitWarning, diagnostics } = setUp();

    diagnostics.info(TOKEN);
    diagnostics.warn(TOKEN);
    diagnostics.warnOnce('a', TOKEN);
    diagnostics.trouble('a', TOKEN);

    const said = [logger.info, logger.warn, logger.error, emitWarning].flatMap(({ args }) => args.flat());
    assert.equal(said.filter((text) => String(text).includes('[secret]')).length, 5);
    assert.ok(said.every((text) => !String(text).includes(TOKEN)));
  });

  it('escape what could steer a terminal, and keep all other text', () => {
    const { logger, diagnostics } = setUp();

    diagnostics.warn('a\u001b[31m\r\n\u0000\u007f\u009b\u2028\u202e\u2066é😀"');

    assert.equal(
      logger.warn.args[0]?.[1],
      String.raw`a\u001b[31m\u000d\u000a\u0000\u007f\u009b\u2028\u202e\u2066é😀"`,
    );
  });

  it('are cut where they are endless', () => {
    const { emitWarning, diagnostics } = setUp();

    diagnostics.trouble('a', 'x'.repeat(1_000_000));

    assert.ok(String(emitWarning.args[0]?.[0]).length < 2_100);
  });

  it('survive a logger that throws', () => {
    const { logger, emitWarning, diagnostics } = setUp();
    for (const stub of Object.values(logger)) stub.throws(new Error('from the application'));

    diagnostics.info('a');
    diagnostics.warn('a');
    diagnostics.warnOnce('a', 'a');
    diagnostics.trouble('a', 'a');

    sinon.assert.calledOnce(emitWarning);
    for (const stub of Object.values(logger)) stub.resetBehavior();
  });

  it('reach a logger that is set later', () => {
    diag.disable();
    const diagnostics = createDiagnostics(String, () => undefined);
    const { logger } = setUp();

    diagnostics.warn('beware');

    sinon.assert.calledOnce(logger.warn);
  });
});
