import { join } from 'node:path';
import { openChromium } from '../../demo/browser.ts';
import { buildExtension } from '../../demo/build-extension.ts';
import { startCompanions } from '../../demo/companions.ts';
import { startStack } from '../../demo/stack.ts';
import { serverLogger } from '../../main.ts';
import { tell, wholeNumber } from '../output.ts';
import { untilStopped } from '../until-stopped.ts';

interface UpOptions {
  readonly browser?: true;
  readonly data: string;
  readonly companions: string;
  readonly port: string;
  readonly libraryPort: string;
  readonly chainPort: string;
}

/** `promptale up`: everything on this machine, until Ctrl-C. */
export async function up(options: UpOptions): Promise<void> {
  const companionCount = wholeNumber('--companions', options.companions, 0, 20);
  const ports = {
    server: wholeNumber('--port', options.port, 0, 65_535),
    library: wholeNumber('--library-port', options.libraryPort, 0, 65_535),
    chain: wholeNumber('--chain-port', options.chainPort, 0, 65_535),
  };
  const onStep = (step: string): void => tell(`· ${step}`);
  const stopping = untilStopped();
  const extension = await buildExtension('production', onStep);
  const logger = serverLogger('warn');
  const stack = await startStack({ dataFolder: options.data, ports, logger, onStep });
  const companions = await startCompanions(companionCount, stack.server.url, logger);
  process.stdout.write(welcome(stack, extension, companionCount));
  const browser = options.browser
    ? await openChromium({ extension, profileFolder: join(options.data, 'browser'), headless: false }).catch(
        (error: unknown) => {
          tell(
            `The browser could not be opened: ${error instanceof Error ? error.message.split('\n')[0] : error}`,
          );
          return null;
        },
      )
    : null;
  if (browser !== null) await (browser.pages()[0] ?? (await browser.newPage())).goto(stack.library.url);
  await stopping;
  tell('· stopping');
  await browser?.close().catch(() => undefined);
  await companions.stop();
  await stack.stop();
}

function welcome(
  stack: Awaited<ReturnType<typeof startStack>>,
  extension: string,
  companions: number,
): string {
  return `
PrompTale is running on this machine.

  Demo library      ${stack.library.url}
  Server            ${stack.server.url}   (its public page; laptop profile: rounds of five, epochs of 60 s)
  Local chain       ${stack.chain.url}   (chain ${stack.chain.chainId}, TALE at ${stack.deployment.token})
  Demo readers      ${companions === 0 ? 'none' : `${companions}, simulated; they join a round once you have contributed to it`}

Load the extension in Chromium (or run: npm start -- --browser):
  1. open chrome://extensions and switch on Developer mode
  2. "Load unpacked", and choose ${extension}
  3. its welcome page asks what it may learn from; switch on the demo library, and read a story

Ctrl-C stops everything; the next start goes on where this one was.
`;
}
