// @vitest-environment jsdom
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { countWords, readPassages, sampledText, wholeCharacters, wholeText } from './story-text.ts';

const plain = { isHidden: () => false };

function read(html: string, skip: readonly string[] = []) {
  const root = document.createElement('div');
  root.innerHTML = html;
  return readPassages([root], skip, plain);
}
const textOf = (html: string, skip?: readonly string[]): string => wholeText(read(html, skip));

describe('passages', () => {
  it('are the blocks of a text, with white space folded as a reader sees it', () => {
    expect(read('<p>One\n  <em>two</em>  three.</p><p>Four<br>five.</p>').map(({ text }) => text)).toEqual([
      'One two three.',
      'Four\nfive.',
    ]);
  });

  it('include text that stands around other blocks, in order', () => {
    expect(read('Before<p>inside</p>after<hr>last').map(({ text }) => text)).toEqual([
      'Before',
      'inside',
      'after',
      'last',
    ]);
  });

  it('keep the lines of preformatted text', () => {
    expect(textOf('<pre>A line\n   another\n\n\n\nlast</pre>')).toBe('A line\nanother\n\nlast');
  });

  it('leave out scripts, controls, notes that are named, and advertisements', () => {
    const html =
      '<p>Story.</p><script>x()</script><div class="note">note</div><ins class="adsbygoogle">ad</ins>' +
      '<div class="ad_336">ad</div><nav>nav</nav><label>label</label><template><p>t</p></template>';
    expect(textOf(html, ['.note'])).toBe('Story.');
  });

  it('keep text in places that merely say there are no advertisements', () => {
    expect(textOf('<div class="ad-free has-ads">Story.</div><p class="shadow adverse">Told.</p>')).toBe(
      'Story.\n\nTold.',
    );
  });

  it('leave out what is folded away', () => {
    expect(textOf('<details><summary>More</summary><p>hidden</p></details>')).toBe('More');
    expect(textOf('<details open><summary>More</summary><p>shown</p></details>')).toBe('More\n\nshown');
  });

  it('ask the styles about every element on the way', () => {
    const root = document.createElement('div');
    root.innerHTML = '<section class="off"><p>no</p></section><p>yes <span class="off">no</span></p>';
    const passages = readPassages([root], [], { isHidden: (element) => element.className === 'off' });
    expect(wholeText(passages)).toBe('yes');
  });

  it('are read once where roots lie in one another', () => {
    const root = document.createElement('div');
    root.innerHTML = '<div><p>once</p></div>';
    const inner = root.firstElementChild;
    expect(readPassages(inner ? [root, inner] : [], [], plain)).toHaveLength(1);
  });

  it('cost no stack, however deep the page nests', () => {
    let deepest: Element = document.createElement('div');
    const root = deepest;
    for (let depth = 0; depth < 3000; depth++) {
      const child = document.createElement(depth % 2 ? 'span' : 'div');
      deepest.append(child);
      deepest = child;
    }
    deepest.append('found');
    expect(wholeText(readPassages([root], [], plain))).toBe('found');
  });
});

describe('words', () => {
  it('are counted as a reader would, in any script', () => {
    expect(countWords('It wasn’t a well-known lamp—was it? No... yes.')).toBe(9);
    expect(countWords('בערב הראשון של הסתיו')).toBe(4);
    expect(countWords('彼は山へ行った')).toBe(7);
    expect(countWords('— * * * —')).toBe(0);
  });
});

describe('a sample', () => {
  it('is the whole text if that is short enough', () => {
    const passages = read('<p>One.</p><p>Two.</p>');
    expect(sampledText(passages, 100)).toBe('One.\n\nTwo.');
  });

  it('is taken from all of a long chapter, within its limit', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 4000 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 200, max: 5000 }),
        (lengths, limit) => {
          const passages = lengths.map((length, index) => ({
            element: document.body,
            text: String.fromCharCode(97 + (index % 26)).repeat(length),
            words: 1,
          }));
          const whole = wholeText(passages);
          const sample = sampledText(passages, limit);
          expect(sample.length).toBeLessThanOrEqual(limit);
          expect(sample.length).toBeGreaterThanOrEqual(Math.min(whole.length, limit * 0.4));
        },
      ),
    );
  });

  it('reaches the end of a chapter that is one single passage', () => {
    const passages = [
      { element: document.body, text: `${'a'.repeat(50_000)}${'z'.repeat(50_000)}`, words: 1 },
    ];
    const sample = sampledText(passages, 10_000);
    expect(sample).toContain('a');
    expect(sample.match(/z/g)?.length).toBeGreaterThan(3000);
  });

  it('never leaves half a character', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.nat(20), (text, limit) => {
        expect(() => encodeURIComponent(wholeCharacters(text, limit))).not.toThrow();
        expect(wholeCharacters(text, limit).length).toBeLessThanOrEqual(limit);
      }),
    );
  });
});
