import { readFile } from 'node:fs/promises';
import { inspectPage } from '../inspect-page.ts';
import { give, type JsonOption, UsageError } from '../output.ts';

/** `promptale inspect-page`: what a site adapter sees in a saved page. */
export async function inspectPageCommand(options: {
  url: string;
  html: string;
  json?: JsonOption;
}): Promise<void> {
  if (!URL.canParse(options.url)) throw new UsageError(`--url is not an address: ${options.url}`);
  let html: string;
  try {
    html = await readFile(options.html, 'utf8');
  } catch (cause) {
    throw new UsageError(`${options.html} cannot be read: ${cause instanceof Error ? cause.message : cause}`);
  }
  const inspected = await inspectPage({ url: options.url, html });
  await give(inspected, options.json, () => JSON.stringify(inspected, null, 2));
}
