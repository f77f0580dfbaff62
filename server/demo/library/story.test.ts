import { mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import {
  countWords,
  firstSentences,
  LibraryContentError,
  libraryOf,
  loadLibrary,
  SCENE_BREAK,
} from './story.ts';
import { makeStory } from './test-stories.ts';

describe('the stories shipped', () => {
  const { stories, tags } = loadLibrary();

  it('are a shelf with short pieces, web fiction and classics', () => {
    expect(stories.length).toBeGreaterThanOrEqual(50);
    expect(stories.filter((story) => story.words >= 150 && story.words <= 450).length).toBeGreaterThanOrEqual(
      20,
    );
    expect(tags.size).toBeGreaterThan(60);
  });

  it('name the author, the licence and, on the wiki, the page they come from', () => {
    for (const story of stories.filter(({ fandom }) => fandom === 'SCP Foundation')) {
      expect(story.licence.name).toBe('CC BY-SA 3.0');
      expect(story.source.url).toMatch(/^https:\/\/scp-wiki\.wikidot\.com\//);
      expect(story.source.attribution).toContain(story.author);
    }
    for (const story of stories.filter(({ fandom }) => fandom === 'Classic Fiction')) {
      expect(story.title).toContain('excerpt');
      expect(Number(story.published)).toBeLessThan(1930);
    }
  });

  it('have chapters of a length one reads at a sitting', () => {
    for (const story of stories.filter(({ chapters }) => chapters.length > 1)) {
      for (const chapter of story.chapters) {
        expect(countWords(chapter.paragraphs), `${story.title}, ${chapter.id}`).toBeGreaterThanOrEqual(300);
        expect(countWords(chapter.paragraphs), `${story.title}, ${chapter.id}`).toBeLessThanOrEqual(1200);
      }
    }
  });

  it('weigh less than 2.5 MB', () => {
    const folder = fileURLToPath(new URL('./content/', import.meta.url));
    const bytes = readdirSync(folder).reduce((sum, name) => sum + statSync(join(folder, name)).size, 0);
    expect(bytes).toBeLessThan(2_500_000);
  });
});

describe('loadLibrary', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'library-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const shelve = (name: string, content: unknown): void =>
    writeFileSync(join(folder, name), typeof content === 'string' ? content : JSON.stringify(content));

  it('refuses a folder without a story', () => {
    expect(() => loadLibrary(folder)).toThrow(/there is no story in it/);
  });

  it('refuses a file that is not JSON, naming it', () => {
    shelve('1.json', '{"id": "1", ');
    expect(() => loadLibrary(folder)).toThrow(LibraryContentError);
    expect(() => loadLibrary(folder)).toThrow(/1\.json/);
  });

  it('refuses a story without its author', () => {
    shelve('1.json', { ...makeStory(), author: '' });
    expect(() => loadLibrary(folder)).toThrow(/author/);
  });

  it('refuses a story whose source is a script', () => {
    shelve('1.json', { ...makeStory(), source: { url: 'javascript:alert(1)', attribution: 'x' } });
    expect(() => loadLibrary(folder)).toThrow(/url/);
  });

  it('refuses a story that miscounts its words', () => {
    shelve('1.json', { ...makeStory(), words: 7 });
    expect(() => loadLibrary(folder)).toThrow(/says 7, the chapters hold 4/);
  });

  it('refuses chapters that are not numbered in order', () => {
    shelve('1.json', {
      ...makeStory(),
      chapters: [{ id: '900-2', title: null, paragraphs: ['One two three four.'] }],
    });
    expect(() => loadLibrary(folder)).toThrow(/is 900-2, not 900-1/);
  });

  it('refuses two stories with one id', () => {
    expect(() => libraryOf([makeStory(), makeStory({ slug: 'another' })])).toThrow(/id 900 is taken/);
  });
});

describe('countWords', () => {
  it('counts what stands between white space, and a scene break as nothing', () => {
    expect(countWords(['One  two\nthree—four', SCENE_BREAK, '“Five,” six.'])).toBe(5);
  });
});

describe('firstSentences', () => {
  it('takes the first sentence, and a second while both are short', () => {
    expect(firstSentences('It rained. She went out. Nobody saw her go.', 40)).toBe(
      'It rained. She went out.',
    );
  });

  it('is never longer than asked, whatever the text', () => {
    fc.assert(
      fc.property(
        fc.string({ unit: 'grapheme', maxLength: 600 }),
        fc.integer({ min: 40, max: 300 }),
        (text, limit) => {
          expect(firstSentences(text, limit).length).toBeLessThanOrEqual(limit);
        },
      ),
    );
  });
});
