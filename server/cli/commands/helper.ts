import { serverLogger } from '../../main.ts';
import { helperConfigSchema, startMaskHelper } from '../../mask-helper/mask-helper.ts';
import { UsageError } from '../output.ts';
import { untilStopped } from '../until-stopped.ts';

/** `promptale helper`: the other party of masked sums, to be run by somebody else than the server. */
export async function helperCommand(): Promise<void> {
  const config = helperConfigSchema.safeParse(process.env);
  if (!config.success) {
    throw new UsageError(
      config.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  }
  const helper = await startMaskHelper(config.data, serverLogger('info'));
  process.stderr.write(`HELPER_URL=${helper.url}\nHELPER_KEY=${helper.key}\n`);
  await untilStopped();
  await helper.stop();
}
