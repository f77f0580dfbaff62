/**
 * Who may import whom: the arrows of ARCHITECTURE.md, held by `npm run check`.
 *
 * A folder imports itself, packages, and what its line below names; nothing else. `types` may be imported as types
 * only, so that they leave no trace at run time. What reaches a story site's page at run time is held separately, by
 * `.dependency-cruiser.page.cjs`.
 */

/** @type {Record<string, { to: string[], types?: string[] }>} */
const arrows = {
  // What two parties must compute identically, to the bit.
  'shared/crypto': { to: [] },
  'shared/numerics': { to: [] },
  'shared/kernels': { to: [] },
  'shared/protocol': { to: ['shared/crypto'] },
  'shared/text': { to: ['shared/protocol'] },
  'shared/models': { to: ['shared/protocol', 'shared/text'] },
  'shared/codec': { to: ['shared/protocol', 'shared/numerics'] },
  'shared/aggregation': { to: ['shared/numerics', 'shared/crypto', 'shared/kernels'] },
  'shared/influence': { to: ['shared/aggregation', 'shared/crypto', 'shared/numerics', 'shared/text'] },
  'shared/ratification': { to: ['shared/protocol'] },
  'shared/valuation': { to: ['shared/numerics'] },
  'shared/exit-path': { to: ['shared/protocol', 'shared/crypto'] },
  'shared/wishes': { to: ['shared/protocol', 'shared/influence'] },
  'shared/tips': { to: ['shared/protocol'] },
  'shared/credits': { to: ['shared/protocol', 'shared/crypto'] },
  'shared/learning': {
    to: [
      'shared/protocol',
      'shared/models',
      'shared/text',
      'shared/codec',
      'shared/crypto',
      'shared/masking',
      'shared/privacy',
      'shared/numerics',
      'shared/kernels',
    ],
  },
  'shared/privacy': { to: ['shared/protocol', 'shared/crypto', 'shared/codec', 'shared/numerics'] },
  'shared/masking': { to: ['shared/protocol', 'shared/crypto', 'shared/privacy', 'shared/numerics'] },
  'shared/replay': {
    to: [
      'shared/exit-path',
      'shared/credits',
      'shared/wishes',
      'shared/masking',
      'shared/privacy',
      'shared/protocol',
      'shared/codec',
      'shared/crypto',
      'shared/aggregation',
      'shared/influence',
      'shared/ratification',
      'shared/valuation',
      'shared/numerics',
    ],
  },

  // The extension. Entry points wire everything and are imported by nobody.
  'extension/platform': { to: [], types: ['extension/messaging'] },
  'extension/messaging': { to: ['extension/platform', 'shared/protocol'] },
  'extension/sites': { to: ['shared/protocol'] },
  'extension/storage': { to: ['extension/messaging', 'shared/protocol'] },
  'extension/capture': { to: ['extension/sites'], types: ['extension/messaging', 'shared/protocol'] },
  'extension/consent': {
    to: ['extension/storage', 'extension/messaging', 'extension/platform', 'extension/sites'],
  },
  'extension/training': {
    to: ['extension/consent', 'extension/storage', 'extension/messaging', 'extension/platform', 'shared/'],
  },
  'extension/wallet': {
    to: [
      'extension/storage',
      'extension/messaging',
      'extension/platform',
      'shared/protocol',
      'shared/crypto',
    ],
  },
  'extension/contributing': {
    to: [
      'extension/consent',
      'extension/training',
      'extension/storage',
      'extension/messaging',
      'extension/platform',
      'extension/wallet',
      'shared/',
    ],
  },
  'extension/tips': {
    to: ['extension/consent', 'extension/storage', 'extension/sites', 'shared/protocol', 'shared/tips'],
  },
  'extension/reading': {
    to: [
      'extension/consent',
      'extension/training',
      'extension/storage',
      'extension/messaging',
      'extension/platform',
      'extension/sites',
      'shared/',
    ],
  },
  // The engine in the page knows nothing of the extension.
  'extension/writing/editor': { to: [] },
  'extension/writing': {
    to: [
      'extension/capture/editor-page\\.ts$',
      'extension/consent',
      'extension/training',
      'extension/storage',
      'extension/messaging',
      'shared/',
    ],
  },
  'extension/ui': {
    to: [
      'extension/(?!entrypoints|ui)',
      'shared/',
      // The version that diagnostics show.
      'package\\.json$',
    ],
  },
  'extension/entrypoints': { to: ['extension/', 'shared/'] },

  // The server.
  'server/store': { to: ['shared/protocol', 'shared/crypto'] },
  'server/log': { to: ['server/store', 'shared/'] },
  'server/entities': { to: ['server/log', 'server/store', 'shared/'] },
  // Groups of masked rounds are moved along by the rounds, whose rows they read.
  'server/masking': { to: ['server/store', 'shared/'], types: ['server/rounds'] },
  // A deployment of its own, run by another party.
  'server/mask-helper': { to: ['server/store', 'server/listen\\.ts$', 'shared/'] },
  'server/signer': {
    to: ['server/rewards', 'server/store', 'server/listen\\.ts$', 'server/config\\.ts$', 'shared/'],
  },
  // The desk asks which round is open.
  'server/inspection': {
    to: ['server/entities', 'server/masking', 'server/rounds', 'server/store', 'shared/'],
  },
  'server/rounds': {
    to: [
      'server/inspection',
      'server/masking',
      'server/entities',
      'server/log',
      'server/store',
      'server/voice-model\\.ts$',
      'shared/',
    ],
    // A round is valued by a port that `engine.ts` fills.
    types: ['server/rewards', 'server/config\\.ts$'],
  },
  // What rounds and their valuation cost to compute, in a thread of its own.
  'server/round-thread': { to: ['server/rewards', 'shared/'], types: ['server/inspection'] },
  'server/rewards': {
    to: [
      'server/entities',
      'server/log',
      'server/rounds',
      'server/store',
      'server/tensor-backend\\.ts$',
      'contracts/abi/',
      'shared/',
    ],
    types: ['server/inspection', 'server/config\\.ts$'],
  },
  // Pay that nobody can trace: it takes from the ledger, and gives back to it.
  'server/credits': { to: ['server/rewards', 'server/log', 'server/store', 'shared/'] },
  // What holders wish is published; nothing that makes a model may read it.
  'server/wishes': {
    to: ['server/entities', 'server/log', 'server/store', 'shared/'],
    types: ['server/rewards'],
  },
  'server/api': {
    to: [
      'server/wishes',
      'server/credits',
      'server/entities',
      'server/inspection',
      'server/log',
      'server/masking',
      'server/rewards',
      'server/rounds',
      'server/store',
      'shared/',
    ],
    types: ['server/engine\\.ts$'],
  },
  'server/observatory': {
    to: ['server/log', 'server/rounds', 'server/store', 'server/page-script\\.ts$', 'shared/'],
    types: ['server/engine\\.ts$'],
  },
  'server/wallet-pages': {
    to: [
      'server/rewards',
      'server/observatory/stylesheet\\.ts$',
      'server/page-script\\.ts$',
      'contracts/abi/',
      'shared/',
    ],
  },
  // A story site of its own: it knows nothing of PrompTale.
  'server/demo/library': { to: [] },
  'server/demo': { to: ['server/(?!cli)', 'contracts/', 'shared/'] },
  'server/cli': { to: ['server/', 'contracts/', 'shared/', 'extension/sites', 'tests/bench', 'tests/lab'] },
  'server/[^/]+\\.ts$': { to: ['server/(?!cli|demo)', 'shared/'] },

  contracts: { to: [] },
};

/** Tests, and what only they use: they may import everything. */
const TESTS = '(^|/)(test-[^/]+|sample-rows|[^/]+\\.test)\\.ts$|^(tests|server/testing)/';
const OURS = '^(shared|extension|server|contracts|tests)/|^package\\.json$';

const of = (place) => (place.endsWith('$') ? `^${place}` : `^${place}/`);
const start = (place) => `^${place}`;

const arrowRules = Object.entries(arrows).flatMap(([place, { to, types = [] }]) => {
  // The longest place that fits is a file's own: what stands in a folder within is not ruled by the folder around it.
  const inner = Object.keys(arrows).filter((other) => other !== place && other.startsWith(`${place}/`));
  const from = { path: of(place), pathNot: [TESTS, ...inner.map(of)] };
  const own = place.endsWith('$') ? `^server/[^/]+\\.ts$` : of(place);
  const name = place.endsWith('$') ? 'server/*.ts' : place;
  return [
    {
      name: `arrow: ${name}`,
      comment: `${name} may import ${[...to, ...types.map((t) => `${t} (types)`)].join(', ') || 'nothing of ours'}.`,
      severity: 'error',
      from,
      to: { path: OURS, pathNot: [own, ...[...to, ...types].map(start)] },
    },
    ...types.map((type) => ({
      name: `types only: ${name} → ${type.replace(/[\\$]/g, '')}`,
      comment: 'This arrow is for types: a value would be bundled with it.',
      severity: 'error',
      from,
      to: { path: start(type), dependencyTypesNot: ['type-only'] },
    })),
  ];
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    ...arrowRules,
    {
      name: 'no house without a line',
      comment: 'A new folder in shared, extension or server needs a line in the table of arrows.',
      severity: 'error',
      from: {
        path: '^(shared|extension|server)/',
        pathNot: [TESTS, ...Object.keys(arrows).map(of), '\\.d\\.ts$', '^extension/public/'],
      },
      to: {},
    },
    {
      name: 'no cycle',
      comment: 'Two files that need each other are one concept, or three.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'shared is not of Node',
      comment: 'What is shared runs in browsers too; Node’s parts are passed in.',
      severity: 'error',
      from: { path: '^shared/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'the extension is not of Node',
      severity: 'error',
      from: { path: '^extension/', pathNot: TESTS },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'only the server’s page reader knows story sites',
      comment: 'Of the extension the server knows only how `inspect-page` reads a saved page.',
      severity: 'error',
      from: { path: '^server/', pathNot: [TESTS, '^server/cli/(inspect-page|page-styles)\\.ts$'] },
      to: { path: '^extension/' },
    },
    {
      name: 'one door to the browser',
      comment:
        'Only extension/platform knows browser.*; the rest is given ports and can be tested without one.',
      severity: 'error',
      from: { path: '^(extension|shared|server)/', pathNot: [TESTS, '^extension/platform/'] },
      to: {
        path: 'node_modules/(webextension-polyfill|@wxt-dev/browser)/|^wxt/browser|node_modules/wxt/dist/browser',
      },
    },
    {
      name: 'one door to the database',
      comment: 'Only server/store opens one; the rest is given it.',
      severity: 'error',
      from: { path: '^(server|shared|extension)/', pathNot: [TESTS, '^server/store/'] },
      to: { path: 'node_modules/(@electric-sql/pglite|postgres|drizzle-orm/(pglite|postgres-js))/' },
    },
    {
      name: 'one door to IndexedDB',
      comment: 'Only extension/storage defines tables; pages and background may watch queries.',
      severity: 'error',
      from: {
        path: '^extension/',
        pathNot: [TESTS, '^extension/(storage|entrypoints/background|ui/live\\.svelte)'],
      },
      to: { path: 'node_modules/dexie/' },
    },
    {
      name: 'the product does not need its tests',
      severity: 'error',
      from: { path: '^(shared|extension|server|contracts)/', pathNot: [TESTS, '^server/cli/'] },
      to: { path: TESTS },
    },
    {
      name: 'every import is found',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(\\.output|\\.wxt|contracts/(out|cache)|extension/public|shared/kernels/assembly)/' },
    // Type imports count, and are told from those of values.
    tsPreCompilationDeps: 'specify',
    tsConfig: { fileName: 'tsconfig.base.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
      extensions: ['.ts', '.js', '.mjs', '.cjs', '.svelte', '.json'],
    },
    reporterOptions: { text: { highlightFocused: true } },
  },
};
