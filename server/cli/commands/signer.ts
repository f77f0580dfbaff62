import { serverLogger } from '../../main.ts';
import { signerConfigSchema, startSigner } from '../../signer/signer.ts';
import { UsageError } from '../output.ts';
import { untilStopped } from '../until-stopped.ts';

/** `promptale signer`: the process that holds the key by which vouchers are signed. */
export async function signerCommand(): Promise<void> {
  const config = signerConfigSchema.safeParse(process.env);
  if (!config.success) {
    throw new UsageError(
      config.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
    );
  }
  const signer = await startSigner(config.data, serverLogger('info'));
  process.stderr.write(`SIGNER_URL=${signer.url}\n`);
  await untilStopped();
  await signer.stop();
}
