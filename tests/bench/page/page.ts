import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Benchmark, type Figure, notMeasured } from '../benchmark.ts';
import { measureListing } from './listing.ts';
import { measurePopup } from './popup.ts';
import { measureReading } from './reading.ts';
import { measureSizes } from './sizes.ts';

/** What the extension costs a page and its reader: bytes, main-thread time, memory, moved content, waiting. */
export const page: Benchmark = {
  name: 'page',
  about: 'sizes; a long page under continuous scrolling, a listing, and the popup in real Chromium',
  async run(tell) {
    const folder = await mkdtemp(join(tmpdir(), 'promptale-bench-'));
    const measured = async (
      what: string,
      measure: (folder: string, tell: (line: string) => void) => Promise<readonly Figure[]>,
    ): Promise<readonly Figure[]> => {
      tell(what);
      return measure(join(folder, what), tell).catch((cause: unknown) => [notMeasured(what, cause)]);
    };
    try {
      // One after the other: what runs beside a measurement is in it.
      return [
        ...(await measureSizes(tell)),
        ...(await measured('reading', measureReading)),
        ...(await measured('listing', measureListing)),
        ...(await measured('popup', measurePopup)),
      ];
    } finally {
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    }
  },
};
