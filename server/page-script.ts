import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** Scripts that were built, by the address of their entry. */
const built = new Map<string, Promise<string>>();

/**
 * The script of one of the server's pages, built from its source the first time somebody asks for it.
 * @param entry address of the file that the page starts with
 * @throws when it cannot be built; it is tried again at the next asking
 */
export function pageScript(entry: URL): Promise<string> {
  const known = built.get(entry.href);
  if (known !== undefined) return known;
  const building = buildScript(entry).catch((error: unknown) => {
    built.delete(entry.href);
    throw error;
  });
  built.set(entry.href, building);
  return building;
}

async function buildScript(entry: URL): Promise<string> {
  const outcome = await build({
    configFile: false,
    root: fileURLToPath(new URL('.', entry)),
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: fileURLToPath(entry),
        output: { format: 'es', codeSplitting: false },
      },
    },
  });
  const outputs = Array.isArray(outcome) ? outcome : [outcome];
  for (const made of outputs) {
    if (!('output' in made)) continue;
    for (const part of made.output) if (part.type === 'chunk' && part.isEntry) return part.code;
  }
  throw new Error(`${entry.pathname} was built without an entry`);
}
