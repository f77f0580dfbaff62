import type { CaretBox, CaretFont } from './editor.ts';

/** Where a window's content begins on the screen of the top window: frames within frames of one origin. */
export function offsetOfFrame(view: Window): { left: number; top: number } {
  let [left, top] = [0, 0];
  for (let at = view; ; ) {
    const frame = frameOf(at);
    if (frame === null) return { left, top };
    const box = frame.getBoundingClientRect();
    left += box.left + frame.clientLeft;
    top += box.top + frame.clientTop;
    const outer = frame.ownerDocument.defaultView;
    if (outer === null) return { left, top };
    at = outer;
  }
}

/** The part of an element that can be seen, on the top window's screen: within the windows it lies in. */
export function visibleFrame(element: Element): CaretBox['frame'] {
  const view = element.ownerDocument.defaultView;
  const box = element.getBoundingClientRect();
  if (view === null) return box;
  const { left, top } = offsetOfFrame(view);
  const own = {
    left: box.left + left,
    top: box.top + top,
    right: box.right + left,
    bottom: box.bottom + top,
  };
  const window = { left, top, right: left + view.innerWidth, bottom: top + view.innerHeight };
  const frame = frameOf(view);
  return within(within(own, window), frame === null ? window : visibleFrame(frame));
}

function within(inner: CaretBox['frame'], outer: CaretBox['frame']): CaretBox['frame'] {
  return {
    left: Math.max(inner.left, outer.left),
    top: Math.max(inner.top, outer.top),
    right: Math.min(inner.right, outer.right),
    bottom: Math.min(inner.bottom, outer.bottom),
  };
}

/** How text in an element looks. */
export function fontOf(element: Element): CaretFont {
  const style = element.ownerDocument.defaultView?.getComputedStyle(element);
  return {
    shorthand: style?.font ?? '16px sans-serif',
    letterSpacing: style?.letterSpacing ?? 'normal',
    colour: style?.color ?? 'canvastext',
    direction: style?.direction === 'rtl' ? 'rtl' : 'ltr',
  };
}

/** The element a window is shown in; null for the top one and for frames of other origins. */
function frameOf(view: Window): Element | null {
  try {
    return view.frameElement;
  } catch {
    return null;
  }
}
