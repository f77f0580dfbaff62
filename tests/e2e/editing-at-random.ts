import type { Page } from '@playwright/test';
import { type RandomBits, seededRandom } from '../../shared/text/hashing.ts';
import type { EndpointServer } from './endpoint-server.ts';
import { fill, shownGhost, textOf } from './writing-desk.ts';

/** What random editing came to. */
export interface RandomEditing {
  readonly operations: number;
  /** How often a suggestion was shown, and taken whole or by a word. */
  readonly shown: number;
  readonly taken: number;
  /** What went wrong, in sentences; none where everything is as it should be. */
  readonly strays: readonly string[];
}

/**
 * Edits at random as somebody does who takes some suggestions and leaves others, and looks after every operation at
 * the editor's own model: what is taken stands there exactly once, as one insertion; nothing else of a suggestion ever
 * does; and what the writer types arrives as it was typed, whatever is on the screen.
 */
export async function editAtRandom(
  page: Page,
  endpoint: EndpointServer,
  operations: number,
  seed: string,
): Promise<RandomEditing> {
  const random = seededRandom(seed);
  let offers = 0;
  // Every suggestion is one of a kind, and none becomes another when a letter of it is deleted: a stray part of it
  // tells where it came from.
  endpoint.answer(() => {
    const number = String(++offers).padStart(5, '0');
    return { is: 'text', text: `qx${number}q and wz${number}w then` };
  });
  const taken = new Set<string>();
  const strays: string[] = [];
  /** What was done, for whoever has to find out how a stray came about. */
  const past: string[] = [];
  /** Which suggestion is shown, or was last. */
  let offer = '';
  let [shown, takes] = [0, 0];
  await fill(page, START);
  for (let operation = 0; operation < operations && strays.length < 5; operation++) {
    if (operation % 40 === 39) await fill(page, START);
    const before = await textOf(page);
    const ghost = await shownGhost(page);
    const act = pick(random, ghost === null ? withoutGhost : withGhost);
    offer = /(?:qx|wz)(\d{5})/.exec(ghost ?? '')?.[1] ?? offer;
    switch (act) {
      case 'ask': {
        await page.keyboard.press('End');
        await page.keyboard.press('Alt+/');
        await page
          .locator('prompttale-ghost [part=ghost]')
          .waitFor({ state: 'visible', timeout: 1_500 })
          .catch(() => undefined);
        if ((await shownGhost(page)) !== null) shown++;
        expectSame(before, await textOf(page), act, strays);
        break;
      }
      case 'type': {
        const letters = pick(random, ['a', ' the', 'boat', ' ', 'zu', ' i']);
        await page.keyboard.type(letters);
        expectInserted(before, await textAfter(page, AT_ONCE), letters, act, strays);
        break;
      }
      case 'type along': {
        const letter = ghost?.charAt(0) ?? 'a';
        await page.keyboard.type(letter);
        expectInserted(before, await textAfter(page, AT_ONCE), letter, act, strays);
        break;
      }
      case 'take': {
        await page.keyboard.press('Tab');
        takes++;
        expectInserted(before, await textAfter(page, SETTLED), ghost ?? '', act, strays);
        break;
      }
      case 'take word': {
        const word = /^\s*\S+/.exec(ghost ?? '')?.[0] ?? '';
        await page.keyboard.press('Control+ArrowRight');
        takes++;
        expectInserted(before, await textAfter(page, SETTLED), word, act, strays);
        break;
      }
      case 'dismiss':
        await page.keyboard.press('Escape');
        expectSame(before, await textAfter(page, AT_ONCE), act, strays);
        break;
      default:
        // Whatever these do is the editor's affair; no part of a suggestion may come of it that nobody took.
        await page.keyboard.press(act);
        await textAfter(page, AT_ONCE);
    }
    // Of what was taken or typed along in part, the parts are the writer's, and may come together again.
    if (act === 'take' || act === 'take word' || act === 'type along') {
      taken.add(`qx${offer}q`).add(`wz${offer}w`);
    }
    const after = await textOf(page);
    past.push(`${act} of ${JSON.stringify(ghost)} → ${JSON.stringify(tail(after))}`);
    for (const part of after.match(/qx\d{5}q|wz\d{5}w/g) ?? []) {
      if (taken.has(part)) continue;
      strays.push(`${part}, which nobody took, came of:\n${past.slice(-8).join('\n')}`);
    }
  }
  return { operations, shown, taken: takes, strays };
}

const START = 'The boat lay in the mud.';

const withoutGhost = [
  'ask',
  'ask',
  'ask',
  'type',
  'type',
  'type',
  'Backspace',
  'Enter',
  'ArrowLeft',
  'Control+z',
  'Control+a',
  'Delete',
] as const;
const withGhost = [
  'take',
  'take',
  'take word',
  'take word',
  'dismiss',
  'type',
  'type along',
  'Backspace',
  'Enter',
  'ArrowLeft',
  'Control+z',
] as const;

function pick<T>(random: RandomBits, list: readonly T[]): T {
  const found = list[random.below(list.length)];
  if (found === undefined) throw new RangeError('The list is empty.');
  return found;
}

/** Editors follow keys within a frame or two; what is put in is looked at twice, a few frames apart, ms. */
const AT_ONCE = 30;
const SETTLED = 110;

async function textAfter(page: Page, milliseconds: number): Promise<string> {
  await page.waitForTimeout(milliseconds);
  // On a busy machine frames are late, and with them what follows the text.
  await page.evaluate(() => new Promise((next) => requestAnimationFrame(() => requestAnimationFrame(next))));
  return textOf(page);
}

function expectSame(before: string, after: string, act: string, strays: string[]): void {
  if (visible(before) !== visible(after))
    strays.push(`“${act}” changed “${tail(before)}” to “${tail(after)}”`);
}

/** The text with `inserted` put into it in one place, and nothing else; what was selected may be gone. */
function expectInserted(
  before: string,
  after: string,
  inserted: string,
  act: string,
  strays: string[],
): void {
  const [old, now] = [visible(before), visible(after)];
  const wanted = visible(inserted);
  if (now.length === old.length + wanted.length) {
    for (let at = 0; at <= old.length; at++) {
      if (now === old.slice(0, at) + wanted + old.slice(at)) return;
    }
  }
  // Typing over a selection leaves what was not selected.
  if (act === 'type' && now.length <= old.length + wanted.length && now.includes(wanted)) {
    for (let at = 0; at <= now.length - wanted.length; at++) {
      if (now.slice(at, at + wanted.length) !== wanted) continue;
      if (old.startsWith(now.slice(0, at)) && old.endsWith(now.slice(at + wanted.length))) return;
    }
  }
  strays.push(`“${act}” of “${inserted}” made “${tail(after)}” of “${tail(before)}”`);
}

/** Without white space: editors keep the space at a line's end or drop it, and hold empty lines each in its own way. */
function visible(text: string): string {
  return text.replace(/\s+/g, '');
}

function tail(text: string): string {
  return text.slice(-60);
}
