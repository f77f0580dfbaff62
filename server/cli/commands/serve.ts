import { readConfig } from '../../config.ts';
import { serverLogger, startServer } from '../../main.ts';
import { untilStopped } from '../until-stopped.ts';

/** `promptale serve`: the server alone; refuses a bad configuration with the reason. */
export async function serveCommand(): Promise<void> {
  const config = readConfig(process.env);
  const server = await startServer(config, serverLogger(config.LOG_LEVEL));
  await untilStopped();
  await server.stop();
}
