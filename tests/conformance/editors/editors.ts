import { fileURLToPath } from 'node:url';
import { build, type Rollup } from 'vite';

/** The editors that story sites use, as their makers publish them. */
export const editors = [
  'textarea',
  'contenteditable',
  'tinymce',
  'ckeditor',
  'prosemirror',
  'lexical',
  'quill',
] as const;
export type EditorName = (typeof editors)[number];

/** A page with one editor in it, all in one file; `extra` is put into the page's body. */
export async function editorPage(name: EditorName, extra = ''): Promise<string> {
  const { script, style } = await bundled(name);
  // A closing tag within a script would end it.
  const safe = script.replace(/<\/script/gi, '<\\/script');
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>A chapter in ${name}</title>
<style>${style} body{font:16px/1.5 serif;margin:24px}</style></head>
<body><form id="work-form"><div id="editor" class="js-editor"></div></form>${extra}
<script>${safe}</script></body></html>`;
}

const made = new Map<EditorName, Promise<{ script: string; style: string }>>();

function bundled(name: EditorName): Promise<{ script: string; style: string }> {
  const known = made.get(name) ?? bundle(name);
  made.set(name, known);
  return known;
}

async function bundle(name: EditorName): Promise<{ script: string; style: string }> {
  const result = await build({
    configFile: false,
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      write: false,
      minify: false,
      target: 'es2022',
      rollupOptions: {
        input: fileURLToPath(new URL(`./${name}.ts`, import.meta.url)),
        output: { format: 'iife' },
      },
    },
  });
  const outputs = (Array.isArray(result) ? result : [result]).flatMap((part) =>
    'output' in part ? (part.output as readonly (Rollup.OutputChunk | Rollup.OutputAsset)[]) : [],
  );
  const script = outputs.map((part) => (part.type === 'chunk' ? part.code : '')).join('\n');
  const style = outputs
    .map((part) => (part.type === 'asset' && part.fileName.endsWith('.css') ? String(part.source) : ''))
    .join('\n');
  return { script, style };
}
