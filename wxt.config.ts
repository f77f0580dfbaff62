import { resolve } from 'node:path';
import { minify } from 'terser';
import type { Plugin } from 'vite';
import { defineConfig } from 'wxt';
import { sites } from './extension/sites/registry.ts';

/**
 * The extension's build: `wxt build` (Chromium), `wxt build -b firefox --mv3`, and `--mode e2e` for headless tests,
 * which goes to its own directory (`.output/chrome-mv3-e2e`). Nothing here needs a network, and nothing depends on
 * the time: a reviewer who builds gets the same bytes.
 */
export default defineConfig({
  srcDir: 'extension',
  publicDir: 'extension/public',
  modules: ['@wxt-dev/module-svelte'],
  // Pages are built element by element, never from markup.
  svelte: { vite: { compilerOptions: { fragments: 'tree' } } },
  manifestVersion: 3,
  // Imports are written out, so that a file says what it uses.
  imports: false,
  manifest: ({ browser, mode }) => ({
    name: '__MSG_extensionName__',
    description: '__MSG_extensionDescription__',
    default_locale: 'en',
    icons: { 16: 'icons/16.png', 32: 'icons/32.png', 48: 'icons/48.png', 128: 'icons/128.png' },
    action: { default_title: '__MSG_extensionName__' },
    permissions: [
      // Lets the popup see the address of the tab it was opened on, so that it can offer the site's switch.
      'activeTab',
      'unlimitedStorage',
      'scripting',
      'alarms',
      'idle',
      'contextMenus',
      // The writing panel beside the page; Firefox calls it a sidebar and needs no permission.
      ...(browser === 'firefox' ? [] : ['offscreen', 'sidePanel']),
    ],
    // Opens the popup from the keyboard; anybody may choose other keys in the browser's own list.
    commands: { _execute_action: { suggested_key: { default: 'Alt+Shift+T' } } },
    // No host is held at install. Each site a person switches on asks for its own hosts; the wide patterns allow to
    // ask for the one host of a site that has no adapter (the fallback) and for the aggregation server's.
    optional_host_permissions: [...new Set([...siteHosts, 'https://*/*', 'http://*/*'])],
    // `permissions.request` waits for ever where nobody can click: headless tests hold the hosts from the start.
    ...(mode === 'e2e'
      ? { host_permissions: [...new Set([...siteHosts, ...localHosts, FOREIGN_HOST])] }
      : {}),
    incognito: 'not_allowed',
    content_security_policy: {
      // WebAssembly must be allowed by name, or tfjs's backend fails without a word. No `connect-src`: the
      // aggregation server is the person's own choice.
      extension_pages: "script-src 'self' 'wasm-unsafe-eval'; object-src 'self'; base-uri 'none'",
    },
    ...(browser === 'firefox' ? firefoxKeys : chromiumKeys(mode)),
  }),
  vite: () => ({
    // Module workers share chunks, and `import.meta.url` works in them.
    worker: { format: 'es', plugins: () => [withoutWarnings()] },
    build: { target: 'es2022', sourcemap: false },
    plugins: [plainScripts(), withoutWarnings(), smallestScripts()],
  }),
  hooks: {
    // `imports: false` leaves the transformation on: a parameter named `tick` would bring Svelte into every page.
    'config:resolved': (wxt) => {
      Object.assign(wxt.config.imports, { autoImport: false });
    },
    // Content scripts are registered while the extension runs, for the hosts that were granted. As such they need
    // nothing of WXT's runtime, which would be a tenth of what each brings into a page.
    'entrypoints:found': (_, infos) => {
      for (const info of infos) if (info.type === 'content-script') info.type = 'unlisted-script';
    },
    // The popup is built by itself, into one file: one waits for it, and every chunk that it shared would be waited for.
    'entrypoints:grouped': (_, groups) => {
      const pages = groups.find(
        (group) => Array.isArray(group) && group.some(({ type }) => type === 'popup'),
      );
      if (!Array.isArray(pages)) throw new Error('the popup is built with no other page');
      groups.push(
        pages.splice(
          pages.findIndex(({ type }) => type === 'popup'),
          1,
        ),
      );
    },
    'entrypoints:resolved': (wxt, entrypoints) => {
      for (const entrypoint of entrypoints) {
        if (entrypoint.type !== 'unlisted-script') continue;
        entrypoint.outputDir = resolve(wxt.config.outDir, 'content-scripts');
      }
    },
    'build:publicAssets': (_, files) => {
      for (const name of wasmFiles) {
        files.push({ absoluteSrc: resolve(wasmFolder, name), relativeDest: `wasm/${name}` });
      }
      files.push({ absoluteSrc: resolve('shared/kernels/kernels.wasm'), relativeDest: 'wasm/kernels.wasm' });
    },
    'prepare:publicPaths': (_, paths) => {
      paths.push(...wasmFiles.map((name) => `wasm/${name}`));
    },
  },
});

/**
 * Scripts for pages start as they are: what WXT wraps round them to say in the console that one crashed would be a
 * fiftieth of what each brings into a page, and the browser says it anyway.
 */
function plainScripts(): Plugin {
  return {
    name: 'plain-scripts',
    transform(code, id) {
      if (!id.includes('wxt-unlisted-script-entrypoint')) return null;
      const start = /^import (\w+) from .*;?$/m.exec(code.replace(/^import .*logger.*$/gm, ''));
      return start === null ? null : { code: `${start[0]}\nexport default ${start[1]}.main();`, map: null };
    },
  };
}

/**
 * Scripts for pages go through a second minifier: it takes a fortieth more off what each brings into a page, and is too
 * slow for everything else.
 */
function smallestScripts(): Plugin {
  let isForPages = false;
  return {
    name: 'smallest-scripts',
    enforce: 'post',
    transform(_, id) {
      isForPages ||= id.includes('wxt-unlisted-script-entrypoint');
    },
    async generateBundle(_, bundle) {
      if (!isForPages) return;
      for (const part of Object.values(bundle)) {
        if (part.type !== 'chunk') continue;
        // Twice: names are chosen by how often letters occur in what goes in.
        part.code = await smaller(await smaller(part.code));
      }
    },
  };
}

async function smaller(script: string): Promise<string> {
  const { code } = await minify(script, {
    ecma: 2020,
    toplevel: true,
    compress: { passes: 3, inline: 1, unsafe_arrows: true },
  });
  if (code === undefined) throw new Error('a script for pages could not be made smaller');
  return code;
}

/**
 * What libraries do that an extension's page should not: zod tries whether it may make code from strings (the browser
 * would report a violation at each start), and Readability sets markup into a document (harmless in the copy it works
 * on, but a reviewer must ask). Each is put as it should be; a build fails when a library says it otherwise.
 */
function withoutWarnings(): Plugin {
  const amended: readonly { file: string; from: RegExp; to: string }[] = [
    {
      file: '/zod/v4/core/util.',
      from: /const F = Function;\s*new F\(""\);\s*return true;/,
      to: 'return false;',
    },
    {
      file: '/readability/Readability.js',
      from: /page\.innerHTML = (pageCacheHtml);/,
      to: 'page.replaceChildren(...new DOMParser().parseFromString($1, "text/html").body.childNodes);',
    },
    {
      file: '/readability/Readability.js',
      from: /tmp\.innerHTML = (noscript\.innerHTML);/,
      to: 'tmp.replaceChildren(...new DOMParser().parseFromString($1, "text/html").body.childNodes);',
    },
  ];
  return {
    name: 'without-warnings',
    transform(code, id) {
      const due = amended.filter(({ file }) => id.includes(file));
      if (due.length === 0) return null;
      let put = code;
      for (const { file, from, to } of due) {
        if (!from.test(put)) throw new Error(`${file} no longer holds ${from}`);
        put = put.replace(from, to);
      }
      return { code: put, map: null };
    },
  };
}

/** Hosts of the sites that have an adapter; the fallback's patterns name no host. */
const siteHosts = [
  ...new Set(
    sites.flatMap(({ matches }) => matches).filter((pattern) => !/^(\*|https?):\/\/\*\//.test(pattern)),
  ),
].sort();

const localHosts = ['http://127.0.0.1/*', 'http://localhost/*'];

/** Sites without an adapter, for the tests of the fallback. */
const FOREIGN_HOST = 'https://*.example.org/*';

/** Without the threaded build: its blob workers are forbidden in extension pages, and it would hang. */
const wasmFiles = ['tfjs-backend-wasm-simd.wasm', 'tfjs-backend-wasm.wasm'];
const wasmFolder = 'node_modules/@tensorflow/tfjs-backend-wasm/dist';

/**
 * The public half of a throw-away RSA key: it fixes the id of an unpacked extension, so that a server can name its
 * origin in development. The private half was not kept. A store gives its own id: build with `--mode store`.
 */
const developmentKey =
  'MIIBIjANBgkqhkiG9w0BAQEFAAOCAQ8AMIIBCgKCAQEA+UrXuYMMX2v9KCBC7kyJCLkwED08TY5BmizfX7IQn+qqpBuGuT5OmELUuQo7/PVmajrnrO3lphHynjmlgyjiV6IDmcgRknt08kyXz06JGY8ByHAk0wBwtIuwS0iiIsJeMuoG+zJSI2lWajxjPbggWT18QSsqKyqJx6ECja1BiPpt0/JxfjqtzVDWGuNDmqvhPBXKBzQuv6irbCb0dErjnELGFZb437MCgNLzFXl5dNR4wKEWCwy13dgiEax5Fj7UwyOOvPPdulRdelWxQ8PMFhCOhjv09X8curUbFMQrS6Q6SHftCfa9R6c/wcuSjo4As+wvMlM7zDsvrIv9zR0THwIDAQAB';

function chromiumKeys(mode: string) {
  return {
    // Ed25519 of the browser, which signs updates, came with 137.
    minimum_chrome_version: '137',
    ...(mode === 'store' ? {} : { key: developmentKey }),
  };
}

const firefoxKeys = {
  browser_specific_settings: {
    gecko: {
      id: 'promptale@promptale.org',
      // Both know data collection permissions; on Android since 142.
      strict_min_version: '142.0',
      // Nothing is sent unless one agrees to contribute; then numbers learnt from these two.
      data_collection_permissions: {
        required: ['none'],
        optional: ['websiteActivity', 'websiteContent'],
      },
    },
  },
};
