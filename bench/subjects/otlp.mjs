/** @import { LogRecordExporter } from '@opentelemetry/sdk-logs' */
/** @import { Ledger } from './ledger.mjs' */
import { ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter as JsonExporter } from '@opentelemetry/exporter-logs-otlp-http';
import { OTLPLogExporter as ProtoExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { CompressionAlgorithm } from '@opentelemetry/otlp-exporter-base';
import { LOG_GROUP, LOG_STREAM } from './aws.mjs';
import { signRequests } from './sign-http.mjs';

/**
 * OpenTelemetry's own exporter, as it sends to AWS's OTLP endpoint. That endpoint reads group and stream from
 * headers, so all records go to one stream. It accepts 1 MB at most, which the sink does not check.
 *
 * @param {{ url: string, ledger: Ledger, encoding: 'proto' | 'json', gzip: boolean }} settings
 * @returns {LogRecordExporter}
 */
export function createOtlp({ url, ledger, encoding, gzip }) {
  signRequests();
  const Exporter = encoding === 'proto' ? ProtoExporter : JsonExporter;
  const exporter = new Exporter({
    url: `${url}/v1/logs`,
    compression: gzip ? CompressionAlgorithm.GZIP : CompressionAlgorithm.NONE,
    headers: { 'x-aws-log-group': LOG_GROUP, 'x-aws-log-stream': LOG_STREAM },
  });
  return {
    export(records, resultCallback) {
      exporter.export(records, (result) => {
        if (result.code === ExportResultCode.SUCCESS) ledger.answered(records.length);
        else ledger.fail(result.error);
        resultCallback(result);
      });
    },
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
}
