/**
 * Listens in frames of the page's own origin that hold an editor (TinyMCE's), as they come, go and are loaded anew.
 *
 * @param elements those of the page that hold a story being written; frames among them or inside them are listened in.
 * @param listen called once for each document, with a signal that ends with it.
 */
export function watchFrames(
  elements: () => readonly Element[],
  view: Window,
  listen: (document: Document, life: AbortSignal) => void,
  signal: AbortSignal,
): void {
  const heard = new Map<Document, AbortController>();
  const look = (): void => {
    const documents = elements().flatMap(framesIn).flatMap(documentOf);
    for (const [document, life] of heard) {
      if (documents.includes(document)) continue;
      life.abort();
      heard.delete(document);
    }
    for (const document of documents) {
      if (heard.has(document)) continue;
      const life = new AbortController();
      heard.set(document, life);
      listen(document, life.signal);
    }
  };
  look();
  const timer = view.setInterval(look, LOOK_EVERY);
  // Going into a frame takes the focus from the window.
  view.addEventListener('blur', look, { passive: true, signal });
  signal.addEventListener(
    'abort',
    () => {
      view.clearInterval(timer);
      for (const life of heard.values()) life.abort();
      heard.clear();
    },
    { once: true },
  );
}

const LOOK_EVERY = 1000;

function framesIn(element: Element): HTMLIFrameElement[] {
  return isFrame(element) ? [element] : [...element.querySelectorAll('iframe')];
}

function isFrame(element: Element): element is HTMLIFrameElement {
  return element.tagName === 'IFRAME';
}

/** Empty for a frame of another origin. */
function documentOf(frame: HTMLIFrameElement): Document[] {
  try {
    return frame.contentDocument === null ? [] : [frame.contentDocument];
  } catch {
    return [];
  }
}
