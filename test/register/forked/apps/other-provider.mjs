// Loaded before the register: somebody else's provider.
import { logs } from '@opentelemetry/api-logs';
import { LoggerProvider } from '@opentelemetry/sdk-logs';

logs.setGlobalLoggerProvider(new LoggerProvider());
