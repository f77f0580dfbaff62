import { mount } from 'svelte';
import { packagedBytes } from '../../platform/assets.ts';
import { randomSeed, systemClock } from '../../platform/clock.ts';
import { database } from '../../storage/database.ts';
import { lazyWordVectors } from '../../training/word-vectors-asset.ts';
import { preparedPage } from '../../ui/mount-page.ts';
import Panel from '../../ui/panel/Panel.svelte';
import { createWriterDesk } from '../../writing/suggesting/writer-desk.ts';
import { createWriterHost } from '../../writing/suggesting/writer-host.ts';
import { spawnWriter } from '../offscreen/spawn-writer.ts';

/** The writing panel has a Worker of its own: it lives and ends with the panel. */
const writer = createWriterHost({
  spawn: spawnWriter,
  patience: 60_000,
  restAfter: 10 * 60_000,
  onRest: () => {},
});
const desk = createWriterDesk({
  db: database,
  writer,
  fetch: (input, init) => fetch(input, init),
  now: systemClock.now,
  seed: randomSeed,
  scope: globalThis,
});

mount(Panel, {
  target: preparedPage('panelTitle'),
  props: { desk, writer, wordVectors: lazyWordVectors(packagedBytes, console.warn) },
});
