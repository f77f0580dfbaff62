import type { StyleResolver } from './visibility.ts';

/** A paragraph, heading or line group of a story as a person sees it. */
export interface Passage {
  /** The nearest block the text stands in. Two passages may share one, if text surrounds other blocks. */
  readonly element: Element;
  readonly text: string;
  readonly words: number;
}

/**
 * Splits the text under `roots` into passages, in reading order, leaving out whatever is not story: scripts and
 * controls, advertisements, navigation, what `skip` names, and what styles hide.
 *
 * Every node is visited once and nothing recurses, so the time is linear in the size of the chapter and a page that
 * nests its elements absurdly deep costs no stack. White space is folded as a browser folds it; `<br>` and the lines
 * of `<pre>` are kept as line ends.
 *
 * @param skip selectors of elements within the roots that are not story text
 */
export function readPassages(
  roots: readonly Element[],
  skip: readonly string[],
  styles: StyleResolver,
): readonly Passage[] {
  const passages: Passage[] = [];
  for (const root of outermost(roots)) {
    if (!isShown(root, styles)) continue;
    readRoot(root, unwanted(root, skip), styles, passages);
  }
  return passages;
}

/** The passages as one text, with an empty line between them. */
export function wholeText(passages: readonly Passage[]): string {
  return passages.map((passage) => passage.text).join(SEPARATOR);
}

/** Words of all parts together. */
export function totalWords(parts: readonly Pick<Passage, 'words'>[]): number {
  return parts.reduce((sum, part) => sum + part.words, 0);
}

/**
 * The text, or, if it is longer than `limit` characters, whole passages taken evenly from all of it.
 * A chapter's beginning alone would say little of how it goes on.
 */
export function sampledText(passages: readonly Passage[], limit: number): string {
  const whole = wholeText(passages);
  if (whole.length <= limit) return whole;
  const size = Math.ceil(limit / 20);
  const kept: string[] = [];
  let length = 0;
  let seen = 0;
  for (const piece of passages.flatMap((passage) => pieces(passage.text, size))) {
    // A piece is taken while the share taken lags behind the share of the chapter gone by.
    const lags = length <= (seen / whole.length) * limit;
    seen += piece.length + SEPARATOR.length;
    if (!lags) continue;
    if (length + piece.length > limit) break;
    kept.push(piece);
    length += piece.length + SEPARATOR.length;
  }
  return kept.join(SEPARATOR);
}

/**
 * Words of a text: runs of letters and digits, with apostrophes and hyphens inside them; in scripts written without
 * spaces every character is one, as OTW archives count them.
 */
export function countWords(text: string): number {
  return text.match(WORD)?.length ?? 0;
}

/** Cuts a text to `limit` UTF-16 units without leaving half a character behind. */
export function wholeCharacters(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const last = text.charCodeAt(limit - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? limit - 1 : limit);
}

/** Of elements in document order, those that lie in none of the others: nested matches are read once. */
function outermost(elements: readonly Element[]): readonly Element[] {
  const kept: Element[] = [];
  for (const element of elements) {
    if (kept.at(-1)?.contains(element) !== true) kept.push(element);
  }
  return kept;
}

const SEPARATOR = '\n\n';

/** Elements whose text nobody sees or that are controls rather than text. */
export const NOT_TEXT: ReadonlySet<string> = new Set(
  (
    'script style noscript template iframe object embed svg canvas audio video button input select textarea ' +
    'datalist label nav rp rt dialog'
  ).split(' '),
);

/** Elements that flow within a line; any other element begins and ends a passage. */
const INLINE = new Set(
  (
    'a abbr acronym b bdi bdo big cite code data del dfn em font i img ins kbd mark q ruby rb s samp small span ' +
    'strike strong sub sup time tt u var wbr'
  ).split(' '),
);

/** Advertisements by the names that ad servers and sites give their places; `no-ads` and `ad-free` are no places. */
const ADVERTISEMENT =
  /^(?!(?:has|no|with|without)[_-])(?:[\w-]*[_-])?(?:ads?(?![_-](?:free|on|off))|adsbygoogle|adslot|adunit|advert(?:s|ising|isements?)?|sponsor(?:ed|s)?|dfp)(?:[_\d-][\w-]*)?$/i;
/** No place has a longer name; a page may. */
const LONGEST_NAME = 60;

const SPACELESS = '\\p{sc=Han}\\p{sc=Hiragana}\\p{sc=Katakana}\\p{sc=Thai}\\p{sc=Lao}\\p{sc=Khmer}';
const WORD = new RegExp(
  `[${SPACELESS}]|(?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+(?:['’ʼ‑-](?:(?![${SPACELESS}])[\\p{L}\\p{N}\\p{M}])+)*`,
  'gu',
);

function readRoot(
  root: Element,
  skipped: ReadonlySet<Element>,
  styles: StyleResolver,
  into: Passage[],
): void {
  const accept = (node: Node): number => {
    if (!isElement(node)) return FILTER_ACCEPT;
    const drop = skipped.has(node) || isNotStory(node) || isFoldedAway(node) || styles.isHidden(node);
    return drop ? FILTER_REJECT : FILTER_ACCEPT;
  };
  const walker = root.ownerDocument.createTreeWalker(root, SHOW_ELEMENT | SHOW_TEXT, accept);
  const blocks = new WeakMap<Node, Element>();
  let block = root;
  let pieces: string[] = [];

  const flush = (): void => {
    const text = foldSpace(pieces.join(''), isPreformatted(block));
    if (text !== '') into.push({ element: block, text, words: countWords(text) });
    pieces = [];
  };

  for (let node = walker.nextNode(); node !== null; node = walker.nextNode()) {
    if (isElement(node)) {
      const name = node.localName;
      if (name === 'br') pieces.push('\n');
      else if (!INLINE.has(name)) flush();
      continue;
    }
    const home = blockOf(node, root, blocks);
    if (home !== block) {
      flush();
      block = home;
    }
    const data = node.nodeValue ?? '';
    // Line ends of the markup are spaces to a reader; those of a <pre> are lines.
    pieces.push(isPreformatted(home) ? data : data.replace(/[\t\n\r\f]/g, ' '));
  }
  flush();
}

/** The constants of `NodeFilter`, which a page outside a browser has only on its own window. */
const SHOW_ELEMENT = 1;
const SHOW_TEXT = 4;
const FILTER_ACCEPT = 1;
const FILTER_REJECT = 2;

function isElement(node: Node): node is Element {
  return node.nodeType === 1;
}

/** The nearest block above a text; remembered for the elements between, so that deep nesting stays linear. */
function blockOf(text: Node, root: Element, known: WeakMap<Node, Element>): Element {
  const passed: Node[] = [];
  let element = text.parentElement;
  while (element !== null && element !== root && INLINE.has(element.localName) && !known.has(element)) {
    passed.push(element);
    element = element.parentElement;
  }
  const block = element === null ? root : (known.get(element) ?? element);
  for (const node of passed) known.set(node, block);
  return block;
}

/** Whether an element is by its kind no part of a story: controls, navigation, advertisements. */
export function isNotStory(element: Element): boolean {
  if (NOT_TEXT.has(element.localName) || element.hasAttribute('hidden')) return true;
  if (element.getAttribute('role') === 'navigation') return true;
  const names = `${element.getAttribute('class') ?? ''} ${element.getAttribute('id') ?? ''}`;
  return (
    names !== ' ' &&
    names.split(/\s+/).some((name) => name.length <= LONGEST_NAME && ADVERTISEMENT.test(name))
  );
}

/** What lies in a closed `<details>` is not on the screen, whatever its style says. */
function isFoldedAway(element: Element): boolean {
  const parent = element.parentElement;
  return parent?.localName === 'details' && !parent.hasAttribute('open') && element.localName !== 'summary';
}

function isPreformatted(element: Element): boolean {
  return element.localName === 'pre' || element.localName === 'plaintext';
}

function isShown(root: Element, styles: StyleResolver): boolean {
  for (let element: Element | null = root; element !== null; element = element.parentElement) {
    if (element.hasAttribute('hidden') || styles.isHidden(element)) return false;
  }
  return true;
}

function unwanted(root: Element, skip: readonly string[]): ReadonlySet<Element> {
  const found = new Set<Element>();
  for (const selector of skip) {
    for (const element of root.querySelectorAll(selector)) found.add(element);
  }
  return found;
}

function foldSpace(text: string, preformatted: boolean): string {
  const lines = text.replace(/\r\n?/g, '\n').split('\n');
  const folded = lines.map((line) => line.replace(/[^\S\n]+/g, ' ').trim());
  return folded
    .join('\n')
    .replace(/\n{3,}/g, preformatted ? '\n\n' : '\n')
    .trim();
}

function pieces(text: string, size: number): readonly string[] {
  const found: string[] = [];
  for (let start = 0; start < text.length; ) {
    const piece = wholeCharacters(text.slice(start, start + size), size);
    found.push(piece);
    start += piece.length;
  }
  return found;
}
