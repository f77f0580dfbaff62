/** Tells which elements a page's style sheets hide. Passed in, because only a browser can compute a style cheaply. */
export interface StyleResolver {
  /** Whether the element's own style keeps its text from being seen; its ancestors are asked separately. */
  isHidden(element: Element): boolean;
}

/** Reads one style property; empty when unset. */
export type StyleProperty = (name: string) => string;

/** The properties `hidesText` looks at. */
export const hidingProperties = [
  'display',
  'visibility',
  'opacity',
  'font-size',
  'content-visibility',
  'position',
  'left',
  'top',
  'text-indent',
  'clip',
  'clip-path',
  'width',
  'height',
  'max-height',
  'overflow',
] as const;

/**
 * Whether a style keeps an element's text from being seen by a person.
 *
 * Sites hide text from readers for three reasons: interface states, headings meant for screen readers, and lines
 * planted to catch copies of a story (Royal Road). None of it is story text. Besides `display: none` these are the
 * usual ways: transparent, sized to nothing, clipped away, moved off the screen.
 */
export function hidesText(property: StyleProperty): boolean {
  if (property('display') === 'none') return true;
  if (/^(?:hidden|collapse)$/.test(property('visibility'))) return true;
  if (property('content-visibility') === 'hidden') return true;
  if (isZero(property('opacity')) || isZero(property('font-size'))) return true;
  if (isFarOff(property('text-indent'))) return true;
  if (/^(?:absolute|fixed)$/.test(property('position'))) {
    if (isFarOff(property('left')) || isFarOff(property('top'))) return true;
    if (/^rect\((?:[01](?:px)?[,\s]*){4}\)$/.test(property('clip'))) return true;
  }
  if (/^inset\((?:50|100)%/.test(property('clip-path'))) return true;
  if (!/hidden|clip/.test(property('overflow'))) return false;
  return ['width', 'height', 'max-height'].some((name) => isAtMostOnePixel(property(name)));
}

/** The styles of a live page. Reads computed styles: for use once on a page, never while it scrolls. */
export function liveStyles(view: Pick<Window, 'getComputedStyle'>): StyleResolver {
  return {
    isHidden(element) {
      const style = view.getComputedStyle(element);
      return hidesText((name) => style.getPropertyValue(name));
    },
  };
}

function isZero(value: string): boolean {
  return value !== '' && Number.parseFloat(value) === 0;
}

/** Computed lengths are in pixels; written ones may be in any unit, and then the number is large all the same. */
function isFarOff(value: string): boolean {
  const distance = Number.parseFloat(value);
  return distance <= -900 || (distance <= -100 && /(?:%|vw|vh|em)$/.test(value));
}

function isAtMostOnePixel(value: string): boolean {
  return value !== '' && /^[01](?:px)?$/.test(value);
}
