// Loaded before the register: registers another provider.
import { logs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';

logs.setGlobalLoggerProvider(new LoggerProvider());
