import browser from 'webextension-polyfill';

/**
 * A file of the extension's own package.
 *
 * @param path from the package's root, e.g. `/models/taste.bin`
 * @throws {Error} when it is not in the package: the build is broken.
 */
export async function packagedBytes(path: `/${string}`): Promise<Uint8Array<ArrayBuffer>> {
  const response = await fetch(browser.runtime.getURL(path));
  if (!response.ok) throw new Error(`The extension has no file ${path}. Reinstall it.`);
  return new Uint8Array(await response.arrayBuffer());
}
