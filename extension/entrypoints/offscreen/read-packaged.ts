/** A file of the package, in a Worker: `browser.*` is absent there, so addresses come from `location`. */
export async function readPackaged(path: `/${string}`): Promise<Uint8Array<ArrayBuffer>> {
  const answer = await fetch(new URL(path, self.location.origin));
  if (!answer.ok) throw new Error(`A file of the extension is missing: ${path}. Install it anew.`);
  return new Uint8Array(await answer.arrayBuffer());
}
