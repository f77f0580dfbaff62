import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pino from 'pino';
import { buildExtension } from '../../../server/demo/build-extension.ts';
import { startCompanions } from '../../../server/demo/companions.ts';
import { loadLibrary } from '../../../server/demo/library/story.ts';
import { startStack } from '../../../server/demo/stack.ts';
import { openContributor } from '../tour/browser-contributor.ts';
import { findLeaks } from '../tour/leaks.ts';
import { personas, readingList } from '../tour/personas.ts';
import { startRecordingProxy } from '../tour/recording-proxy.ts';
import { above, exactly, type LeakFigure, reported } from './leak-figure.ts';

/**
 * A real browser with the real extension: somebody reads, agrees and contributes, while a proxy records everything that
 * leaves the machine. Then it is searched for sentences, titles and addresses of what was read.
 */
export async function recordedTraffic(tell: (line: string) => void): Promise<LeakFigure[]> {
  const logger = pino({ level: 'silent' });
  const folder = await mkdtemp(join(tmpdir(), 'prompttale-leaks-'));
  const closing: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })];
  try {
    const extension = await buildExtension('e2e', tell);
    const stack = await startStack({
      dataFolder: join(folder, 'stack'),
      ports: { server: 0, library: 0, chain: 0 },
      logger,
    });
    closing.push(() => stack.stop());
    const companions = await startCompanions(4, stack.server.url, logger);
    closing.push(() => companions.stop());
    const proxy = await startRecordingProxy();
    closing.push(() => proxy.close());
    const reader = await openContributor({
      name: 'Ada',
      extension,
      profileFolder: join(folder, 'profile'),
      proxy: proxy.url,
    });
    closing.push(() => reader.close());
    const { stories } = loadLibrary();
    const list = readingList(personas[0]!, 0, stories, 3);
    await reader.onboard(stack.server.url);
    for (const reading of list) {
      tell(`traffic: reads “${reading.story.title}”`);
      await reader.read(reading, stack.library.url);
    }
    tell('traffic: learns and contributes');
    await reader.learn();
    const included = await reader.findsInclusion();
    const sent = proxy.requests.filter(({ url }) => url.startsWith(stack.server.url));
    const read = list.map(({ story }) => story);
    const leaked = findLeaks(proxy.requests, stack.library.url, read);
    // The search itself is tried: what the story site was asked for must be found there.
    const known = findLeaks(proxy.requests, 'http://nobody', read);
    for (const { url, found } of leaked) tell(`traffic: “${found}” was sent to ${url}`);
    return [
      reported('traffic: requests recorded', proxy.requests.length),
      reported('traffic: requests to the aggregation server', sent.length),
      exactly('traffic: updates that were sent, and are in the log', included ? 1 : 0, 1),
      above('traffic: what the search finds at the story site itself', known.length, 0),
      exactly('traffic: sentences, titles, addresses found elsewhere', leaked.length, 0),
    ];
  } finally {
    for (const close of closing.reverse()) await close().catch(() => undefined);
  }
}
