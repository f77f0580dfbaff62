import { gunzipSync } from 'node:zlib';
import type { Story } from '../../../server/demo/library/story.ts';
import { readFrame } from '../../../shared/protocol/frame.ts';
import type { Recorded } from './recording-proxy.ts';

/** A piece of a story that was found where it must not be. */
export interface Leak {
  readonly url: string;
  readonly found: string;
}

/** Shortest sentence that could not have come there by chance, in characters. */
const SHORTEST_SENTENCE = 20;

/**
 * Searches everything that went to anybody but the story site itself for sentences, titles and addresses of the stories:
 * in addresses, in bodies as they are, in UTF-16, and in what is compressed inside an update.
 * @param site origin of the story site, which of course knows what it was asked for
 * @param written what somebody typed; it may not go to the story site either
 */
export function findLeaks(
  requests: readonly Recorded[],
  site: string,
  stories: readonly Story[],
  written: readonly string[] = [],
): Leak[] {
  const drafts = written.map((text) => text.toLowerCase());
  const needles = stories.flatMap((story) => [
    story.title.toLowerCase(),
    `/stories/${story.id}`,
    story.slug.toLowerCase(),
    ...story.chapters.flatMap(({ paragraphs }) =>
      paragraphs
        .flatMap((paragraph) => paragraph.split(/(?<=[.!?])\s+/))
        .map((sentence) => sentence.trim().toLowerCase())
        .filter((sentence) => sentence.length >= SHORTEST_SENTENCE),
    ),
  ]);
  const leaks: Leak[] = [];
  for (const { url, body } of requests) {
    const isSite = new URL(url).origin === site;
    const texts = [decodeURIComponent(url).toLowerCase(), ...readings(body)];
    for (const needle of isSite ? drafts : [...needles, ...drafts]) {
      if (texts.some((text) => text.includes(needle))) leaks.push({ url, found: needle });
    }
  }
  return leaks;
}

/** A body in every way that text could hide in it. */
function readings(body: Buffer): string[] {
  const frame = readFrame(new Uint8Array(body));
  const inside = frame.ok ? inflated(Buffer.from(frame.frame.body)) : inflated(body);
  return [body, ...(inside === null ? [] : [inside])].flatMap((bytes) => [
    bytes.toString('utf8').toLowerCase(),
    bytes.toString('utf16le').toLowerCase(),
    Buffer.from(bytes.toString('latin1').replace(/[^A-Za-z0-9+/=]/g, ''), 'base64')
      .toString('utf8')
      .toLowerCase(),
  ]);
}

function inflated(bytes: Buffer): Buffer | null {
  try {
    return gunzipSync(bytes);
  } catch {
    return null;
  }
}
