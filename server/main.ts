import pino, { type Logger } from 'pino';
import { createApp } from './app.ts';
import type { ServerConfig } from './config.ts';
import { type Engine, startEngine } from './engine.ts';
import { listen } from './listen.ts';

export interface RunningServer {
  readonly url: string;
  readonly engine: Engine;
  /** Stops taking requests, lets running steps end, closes the store; once, however often it is asked. */
  stop(): Promise<void>;
}

/** Logs as JSON lines on standard error; standard output is for answers. */
export function serverLogger(level: ServerConfig['LOG_LEVEL']): Logger {
  return pino({ level, redact: ['req.headers.authorization'] }, pino.destination({ dest: 2, sync: false }));
}

/** Starts the server and waits until it listens. @throws when the store or the port cannot be had */
export async function startServer(
  config: ServerConfig,
  logger = serverLogger(config.LOG_LEVEL),
): Promise<RunningServer> {
  const engine = await startEngine(config, logger);
  const app = createApp(engine);
  const listening = await listen(app, config.HOST, config.PORT).catch(async (error: unknown) => {
    await engine.stop();
    throw error;
  });
  const url = config.PUBLIC_URL ?? `http://${config.HOST}:${listening.port}`;
  logger.info({ url, profile: config.PROFILE }, 'server listens');
  let stopped: Promise<void> | null = null;
  const stop = async (): Promise<void> => {
    await listening.close();
    await engine.stop();
    logger.info('server stopped');
  };
  return {
    url,
    engine,
    stop() {
      stopped ??= stop();
      return stopped;
    },
  };
}
