import { hidesText, hidingProperties, type StyleResolver } from '../../extension/sites/visibility.ts';

/**
 * Tells what a saved page's own style sheets hide, without laying the page out.
 *
 * jsdom's `getComputedStyle` tries every rule on every element it is asked about, which takes minutes on a chapter of
 * 2 MB. Here only rules that can hide text are kept, once, under the name (id, class or tag) that their last part
 * demands, as browsers keep them; an element then meets the few rules that could apply to it. Cascade order holds:
 * importance, inline style, specificity, place in the page. Rules that name a class or id which no element has are
 * dropped as well. Linked style sheets are not loaded, so not known.
 */
export function savedPageStyles(document: Document): StyleResolver {
  const rules = indexRules(document);
  return {
    isHidden(element) {
      const declared = cascade(element, rules);
      return hidesText((name) => declared.get(name)?.value ?? '');
    },
  };
}

interface Declaration {
  readonly value: string;
  readonly weight: readonly number[];
}

interface HidingRule {
  /** `null` when the selector is nothing but its key, and so needs no further test. */
  readonly test: string | null;
  readonly weight: readonly [ids: number, classes: number, tags: number, order: number];
  readonly declarations: readonly { name: string; value: string; important: boolean }[];
}

/** Rules by `#id`, `.class`, `tag` or `*`. */
type RuleIndex = ReadonlyMap<string, readonly HidingRule[]>;

function indexRules(document: Document): RuleIndex {
  const index = new Map<string, HidingRule[]>();
  const present = namesIn(document);
  let order = 0;
  for (const rule of styleRules([...document.styleSheets])) {
    const declarations = hidingDeclarations(rule.style);
    if (declarations.length === 0) continue;
    order++;
    for (const selector of splitSelectors(rule.selectorText)) {
      if (!namesOf(selector).every((name) => present.has(name))) continue;
      const key = keyOf(selector);
      const entry: HidingRule = {
        test: key === selector ? null : selector,
        weight: [...specificity(selector), order],
        declarations,
      };
      const entries = index.get(key);
      if (entries) entries.push(entry);
      else index.set(key, [entry]);
    }
  }
  return index;
}

/** All classes and ids of a document, as `.class` and `#id`. */
function namesIn(document: Document): ReadonlySet<string> {
  const names = new Set<string>();
  for (const element of document.querySelectorAll('[class], [id]')) {
    for (const key of keysOf(element)) names.add(key);
  }
  return names;
}

/** The classes and ids a selector cannot do without. */
function namesOf(selector: string): readonly string[] {
  if (selector.includes('\\')) return [];
  return withoutBrackets(selector).match(new RegExp(`[.#]${NAME}`, 'g')) ?? [];
}

/** All style rules that apply on a wide screen, in order; conditions that cannot be judged here do not hold. */
function* styleRules(
  sheets: readonly CSSStyleSheet[],
): Generator<{ selectorText: string; style: CSSStyleDeclaration }> {
  for (const sheet of sheets) {
    if (sheet.disabled || !appliesToScreen(sheet.media.mediaText)) continue;
    yield* rulesWithin(sheet.cssRules);
  }
}

function* rulesWithin(rules: CSSRuleList): Generator<{ selectorText: string; style: CSSStyleDeclaration }> {
  for (const rule of rules) {
    if (isStyleRule(rule)) yield rule;
    else if (isGroup(rule) && (!isMedia(rule) || appliesToScreen(rule.media.mediaText))) {
      yield* rulesWithin(rule.cssRules);
    }
  }
}

// Told by shape, not by class: the classes belong to the page's window.
function isStyleRule(rule: CSSRule): rule is CSSStyleRule {
  return 'selectorText' in rule && typeof rule.selectorText === 'string' && 'style' in rule;
}

function isGroup(rule: CSSRule): rule is CSSGroupingRule {
  return 'cssRules' in rule;
}

function isMedia(rule: CSSGroupingRule): rule is CSSMediaRule {
  return 'media' in rule;
}

function isStyled(element: Element): element is HTMLElement {
  return element.hasAttribute('style') && 'style' in element;
}

/** Pixels across the screen a saved page is read on. */
const SCREEN_WIDTH = 1280;

function appliesToScreen(media: string): boolean {
  return media.split(',').some((query) => {
    const words = query.trim().toLowerCase();
    if (words === '' || words === 'all' || words === 'screen') return true;
    if (
      !/^(?:(?:only )?(?:all|screen) and )?\((?:min|max)-width: ?[\d.]+(?:px|em|rem)\)(?: and \((?:min|max)-width: ?[\d.]+(?:px|em|rem)\))*$/.test(
        words,
      )
    ) {
      return false;
    }
    return [...words.matchAll(/\((min|max)-width: ?([\d.]+)(px|em|rem)\)/g)].every(([, end, width, unit]) => {
      const pixels = Number(width) * (unit === 'px' ? 1 : 16);
      return end === 'min' ? SCREEN_WIDTH >= pixels : SCREEN_WIDTH <= pixels;
    });
  });
}

function hidingDeclarations(style: CSSStyleDeclaration): HidingRule['declarations'] {
  return hidingProperties.flatMap((name) => {
    const value = style.getPropertyValue(name).trim();
    return value === '' ? [] : [{ name, value, important: style.getPropertyPriority(name) === 'important' }];
  });
}

function cascade(element: Element, rules: RuleIndex): ReadonlyMap<string, Declaration> {
  const declared = new Map<string, Declaration>();
  const declare = (
    { name, value, important }: HidingRule['declarations'][number],
    weight: readonly number[],
  ): void => {
    const full = [important ? 1 : 0, ...weight];
    const known = declared.get(name);
    if (!known || compare(full, known.weight) >= 0) declared.set(name, { value, weight: full });
  };
  for (const key of keysOf(element)) {
    for (const rule of rules.get(key) ?? []) {
      if (rule.test === null || matches(element, rule.test)) {
        for (const declaration of rule.declarations) declare(declaration, [0, ...rule.weight]);
      }
    }
  }
  if (isStyled(element)) {
    for (const declaration of hidingDeclarations(element.style)) declare(declaration, [1]);
  }
  return declared;
}

function keysOf(element: Element): readonly string[] {
  const keys = ['*', element.localName];
  const id = element.getAttribute('id');
  if (id) keys.push(`#${id}`);
  for (const name of element.classList) keys.push(`.${name}`);
  return keys;
}

function matches(element: Element, selector: string): boolean {
  try {
    return element.matches(selector);
  } catch {
    // Selectors this engine does not know, such as pseudo-elements, style no text of their own.
    return false;
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  for (let i = 0; i < Math.max(a.length, b.length); i++) {
    const difference = (a[i] ?? 0) - (b[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Splits a selector list at its commas, but not at those within brackets. */
function splitSelectors(list: string): readonly string[] {
  const selectors: string[] = [];
  let depth = 0;
  let from = 0;
  for (let i = 0; i <= list.length; i++) {
    const character = list[i];
    if (character === '(' || character === '[') depth++;
    else if (character === ')' || character === ']') depth--;
    else if (i === list.length || (character === ',' && depth === 0)) {
      const selector = list.slice(from, i).trim();
      if (selector !== '') selectors.push(selector);
      from = i + 1;
    }
  }
  return selectors;
}

/** A class or id in a selector. Selectors with escaped characters are not taken apart but tried on every element. */
const NAME = '(?:[\\w-]|[^\\x00-\\x7f])+';

/** What the last compound of a selector demands of the element itself: an id, else a class, else a tag. */
function keyOf(selector: string): string {
  if (selector.includes('\\')) return '*';
  const last =
    withoutBrackets(selector)
      .split(/[\s>+~]+/)
      .at(-1) ?? '';
  const id = new RegExp(`#${NAME}`).exec(last);
  const className = new RegExp(`\\.${NAME}`).exec(last);
  const tag = /^[a-z][\w-]*/i.exec(last);
  return id?.[0] ?? className?.[0] ?? tag?.[0].toLowerCase() ?? '*';
}

/** A selector without what stands in brackets: attribute tests, and arguments of pseudo-classes. */
function withoutBrackets(selector: string): string {
  let depth = 0;
  let kept = '';
  for (const character of selector) {
    if (character === '(' || character === '[') depth++;
    if (depth === 0) kept += character;
    if (character === ')' || character === ']') depth--;
  }
  return kept;
}

/** https://www.w3.org/TR/selectors-4/#specificity-rules, with `:is()`, `:not()` and `:has()` by their first argument. */
function specificity(selector: string): [ids: number, classes: number, tags: number] {
  const counted = selector
    .replace(/:where\([^)]*\)/g, '')
    .replace(/:(?:is|not|has)\(([^,)]*)[^)]*\)/g, '$1')
    .replace(/\[[^\]]*\]/g, '.x');
  const ids = counted.match(/#[\w-]+/g)?.length ?? 0;
  const classes = counted.match(/\.[\w-]+|(?<!:):[\w-]+/g)?.length ?? 0;
  const tags = counted.match(/(?:^|[\s>+~])[a-z][\w-]*|::[\w-]+/gi)?.length ?? 0;
  return [ids, classes, tags];
}
