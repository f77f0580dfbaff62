/**
 * What a content script may reach at run time: type imports are left out here, as they are in the bundle. A page has no
 * room for a database, schemas or tensors, and its IndexedDB belongs to the site.
 */
/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'light in the page',
      comment: 'Content scripts send plain messages; the background checks and stores.',
      severity: 'error',
      from: { path: '^extension/entrypoints/[^/]+\\.content\\.ts$' },
      to: {
        reachable: true,
        path: [
          'node_modules/(zod|dexie|webextension-polyfill|@wxt-dev/browser|@tensorflow|ethers|svelte|@noble|cborg|@trpc)/',
          'node_modules/wxt/dist/browser',
          '^extension/(storage|consent|training|contributing|wallet|ui|messaging)/',
          '^shared/(learning|models|codec|crypto|replay)/',
        ],
      },
    },
    {
      name: 'one site a page',
      comment: 'Each entry point bundles the adapter of its own site and nothing of the others.',
      severity: 'error',
      from: { path: '^extension/entrypoints/[^/]+\\.content\\.ts$' },
      to: { reachable: true, path: '^extension/sites/(registry|adapters|work-addresses)\\.ts$' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: false,
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
  },
};
