import { MOST_AFTER, MOST_BEFORE, type Surroundings } from './editor.ts';

/** Elements that begin a line of their own: told by name, since asking for styles would cost layout. */
const BLOCKS = new Set(
  (
    'ADDRESS ARTICLE ASIDE BLOCKQUOTE CENTER DD DETAILS DIV DL DT FIGCAPTION FIGURE FOOTER FORM H1 H2 H3 H4 H5 H6 ' +
    'HEADER HR LI MAIN NAV OL P PRE SECTION SUMMARY TABLE TBODY TD TFOOT TH THEAD TR UL'
  ).split(' '),
);
/** What is in a page and no text. */
const SKIPPED = new Set(['SCRIPT', 'STYLE', 'TEMPLATE', 'SELECT', 'TEXTAREA', 'NOSCRIPT']);

/**
 * The text round a place in edited content: 2,000 characters before it and 200 after, with a line break where a block
 * begins. Walks outwards from the place, so that the length of the document does not matter.
 */
export function textRound(host: Element, node: Node, offset: number): Surroundings {
  return {
    before: gather(host, node, offset, 'back', MOST_BEFORE),
    after: gather(host, node, offset, 'on', MOST_AFTER),
  };
}

/** All text of edited content, blocks as lines. */
export function textOf(host: Element): string {
  return gather(host, host, 0, 'on', Number.POSITIVE_INFINITY).replace(/^\n+|\n+$/g, '');
}

function gather(host: Element, node: Node, offset: number, way: 'back' | 'on', most: number): string {
  const found: string[] = [];
  let length = 0;
  let brokeLine = false;
  const take = (text: string): void => {
    if (text === '') return;
    found.push(text);
    length += text.length;
    brokeLine = false;
  };
  const breakLine = (): void => {
    if (brokeLine) return;
    found.push('\n');
    length++;
    brokeLine = true;
  };
  const visit = (at: Node): void => {
    if (at.nodeType === TEXT) take(isIndentation(at) ? '' : (at.nodeValue ?? ''));
    else if (at.nodeName === 'BR' && !isFiller(at)) {
      found.push('\n');
      length++;
      brokeLine = false;
    }
  };
  const steps = way === 'on' ? forward : backward;
  const text = node.nodeValue;
  if (node.nodeType === TEXT && text !== null)
    take(way === 'on' ? text.slice(offset) : text.slice(0, offset));
  for (const step of steps(host, node, offset)) {
    if (length >= most) break;
    if (step.is === 'edge') breakLine();
    else visit(step.node);
  }
  const ordered = way === 'on' ? found : found.reverse();
  const whole = ordered.join('');
  return way === 'on' ? whole.slice(0, most) : whole.slice(Math.max(0, whole.length - most));
}

type Step = { readonly is: 'edge' } | { readonly is: 'node'; readonly node: Node };
const EDGE: Step = { is: 'edge' };

/** What follows a place in document order; an edge where a block begins or ends. */
function* forward(host: Element, node: Node, offset: number): Generator<Step> {
  let child: Node | null = node.nodeType === TEXT ? null : (node.childNodes[offset] ?? null);
  let parent: Node = node;
  if (node.nodeType === TEXT) {
    child = node.nextSibling;
    parent = node.parentNode ?? host;
  }
  while (true) {
    if (child !== null) {
      yield* descend(child, 'on');
      child = child.nextSibling;
    } else {
      if (parent === host) return;
      if (BLOCKS.has(parent.nodeName)) yield EDGE;
      child = parent.nextSibling;
      parent = parent.parentNode ?? host;
    }
  }
}

function* backward(host: Element, node: Node, offset: number): Generator<Step> {
  let child: Node | null =
    node.nodeType === TEXT ? node.previousSibling : (node.childNodes[offset - 1] ?? null);
  let parent: Node = node.nodeType === TEXT ? (node.parentNode ?? host) : node;
  while (true) {
    if (child !== null) {
      yield* descend(child, 'back');
      child = child.previousSibling;
    } else {
      if (parent === host) return;
      if (BLOCKS.has(parent.nodeName)) yield EDGE;
      child = parent.previousSibling;
      parent = parent.parentNode ?? host;
    }
  }
}

function* descend(node: Node, way: 'on' | 'back'): Generator<Step> {
  if (SKIPPED.has(node.nodeName) || isIsland(node)) return;
  const isBlock = BLOCKS.has(node.nodeName);
  if (isBlock) yield EDGE;
  if (node.firstChild === null) yield { is: 'node', node };
  for (
    let child = way === 'on' ? node.firstChild : node.lastChild;
    child !== null;
    child = way === 'on' ? child.nextSibling : child.previousSibling
  ) {
    yield* descend(child, way);
  }
  if (isBlock) yield EDGE;
}

/** A widget in the text that is not edited as text. */
function isIsland(node: Node): boolean {
  return node.nodeType === ELEMENT && 'getAttribute' in node && isElement(node)
    ? node.getAttribute('contenteditable') === 'false'
    : false;
}

/** White space between blocks, as the page's source was laid out. */
function isIndentation(node: Node): boolean {
  if (!/^\s*\n\s*$/.test(node.nodeValue ?? '')) return false;
  return [node.previousSibling, node.nextSibling].some((next) => next !== null && BLOCKS.has(next.nodeName));
}

/** A break at the end of a block holds the block open and is no line of its own. */
function isFiller(node: Node): boolean {
  for (let next = node.nextSibling; next !== null; next = next.nextSibling) {
    if (next.nodeType === TEXT ? next.nodeValue !== '' : true) return false;
  }
  return node.parentNode !== null && BLOCKS.has(node.parentNode.nodeName);
}

function isElement(node: Node): node is Element {
  return node.nodeType === ELEMENT;
}

const ELEMENT = 1;
const TEXT = 3;
