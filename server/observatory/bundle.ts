import { fileURLToPath } from 'node:url';
import { build } from 'vite';

/** The page's script, built from its source the first time somebody asks for it. */
export function pageScript(): Promise<string> {
  script ??= buildScript().catch((error: unknown) => {
    script = null;
    throw error;
  });
  return script;
}

let script: Promise<string> | null = null;

async function buildScript(): Promise<string> {
  const outcome = await build({
    configFile: false,
    root: fileURLToPath(new URL('./page', import.meta.url)),
    logLevel: 'silent',
    build: {
      write: false,
      target: 'es2022',
      modulePreload: false,
      rollupOptions: {
        input: fileURLToPath(new URL('./page/main.ts', import.meta.url)),
        output: { format: 'es', codeSplitting: false },
      },
    },
  });
  const outputs = Array.isArray(outcome) ? outcome : [outcome];
  for (const built of outputs) {
    if (!('output' in built)) continue;
    for (const part of built.output) if (part.type === 'chunk' && part.isEntry) return part.code;
  }
  throw new Error('the observatory’s script was built without an entry');
}
