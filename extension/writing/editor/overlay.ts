import type { CaretBox } from './editor.ts';

/**
 * What is drawn over the page: the suggestion beyond the caret, or under its line where there is no room; a note that
 * it could not be inserted; and the voice that tells a screen reader. All in one closed shadow root outside of every
 * editor, in the top layer, without ever taking the focus.
 */
export interface Overlay {
  show(shown: ShownGhost): void;
  hide(): void;
  /** The text could not be put in: it may be copied instead. */
  offerCopy(text: string, box: CaretBox): void;
  /** Calls back when the suggestion is pressed with a pointer. */
  onTake(take: () => void): void;
  /** Whether an event happened in the overlay. */
  owns(event: Event): boolean;
  /** Which way the text at the caret goes, as last shown. */
  direction(): 'ltr' | 'rtl';
}

export interface ShownGhost {
  readonly text: string;
  readonly box: CaretBox;
  /** Whether nothing follows the caret in its line. */
  readonly endsLine: boolean;
  /** The key that takes it. */
  readonly key: string;
  /** Whether it is new to somebody who listens. */
  readonly announced: boolean;
}

/** The texts of the overlay, in the writer's language. */
export type OverlayText = 'ghostAnnounce' | 'ghostCopy' | 'ghostCopied' | 'ghostNotCopied' | 'ghostRefused';

export interface OverlayOptions {
  /** `open` only where tests must look inside. */
  readonly shadow: 'open' | 'closed';
  text(key: OverlayText, ...values: readonly string[]): string;
}

const HOST = 'prompttale-ghost';

export function createOverlay(document: Document, options: OverlayOptions, signal: AbortSignal): Overlay {
  const host = document.createElement(HOST);
  host.setAttribute('popover', 'manual');
  const root = host.attachShadow({ mode: options.shadow });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const ghost = document.createElement('div');
  ghost.setAttribute('part', 'ghost');
  ghost.setAttribute('aria-hidden', 'true');
  const text = document.createElement('span');
  const key = document.createElement('kbd');
  ghost.append(text, key);
  const note = document.createElement('div');
  note.setAttribute('part', 'note');
  const copy = document.createElement('button');
  copy.type = 'button';
  const reason = document.createElement('span');
  note.append(reason, copy);
  const voice = document.createElement('div');
  voice.setAttribute('role', 'status');
  voice.setAttribute('aria-live', 'polite');
  root.append(style, ghost, note, voice);
  ghost.hidden = true;
  note.hidden = true;

  let takes = (): void => {};
  let direction: 'ltr' | 'rtl' = 'ltr';
  let copied = '';

  const open = (): void => {
    if (!host.isConnected) document.documentElement.append(host);
    // Above dialogs of the page; a browser without popovers shows it all the same.
    if (typeof host.showPopover === 'function' && !host.matches(':popover-open')) host.showPopover();
  };
  const hide = (): void => {
    ghost.hidden = true;
    note.hidden = true;
  };

  // Pressing it must not take the caret out of the text.
  host.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
  host.addEventListener('pointerdown', (event) => event.stopPropagation(), { signal });
  ghost.addEventListener(
    'click',
    (event) => {
      if (event.isTrusted) takes();
    },
    { signal },
  );
  copy.addEventListener(
    'click',
    (event) => {
      if (!event.isTrusted) return;
      void navigator.clipboard.writeText(copied).then(
        () => {
          reason.textContent = options.text('ghostCopied');
          copy.hidden = true;
        },
        () => {
          reason.textContent = options.text('ghostNotCopied');
        },
      );
    },
    { signal },
  );
  signal.addEventListener('abort', () => host.remove(), { once: true });

  return {
    show(shown) {
      const { box } = shown;
      // The caret's line was scrolled out of sight.
      const middle = box.top + box.height / 2;
      if (middle < box.frame.top || middle > box.frame.bottom) return hide();
      open();
      note.hidden = true;
      ({ direction } = box.font);
      text.textContent = shown.text;
      key.textContent = shown.key;
      ghost.hidden = false;
      place(ghost, shown, true);
      const room = direction === 'rtl' ? box.x - box.frame.left : box.frame.right - box.x;
      if (!shown.endsLine || ghost.offsetWidth > room) place(ghost, shown, false);
      if (shown.announced) voice.textContent = options.text('ghostAnnounce', shown.text.trim(), shown.key);
    },
    hide,
    offerCopy(offered, box) {
      open();
      ghost.hidden = true;
      copied = offered.trim();
      reason.textContent = options.text('ghostRefused');
      copy.textContent = options.text('ghostCopy');
      copy.hidden = false;
      note.hidden = false;
      note.style.left = `${Math.max(8, Math.min(box.x, box.frame.right - 240))}px`;
      note.style.top = `${box.top + box.height + 4}px`;
      voice.textContent = options.text('ghostRefused');
    },
    onTake(take) {
      takes = take;
    },
    owns: (event) => event.composedPath().includes(host),
    direction: () => direction,
  };
}

/** In the line, as if it were written there; or under it, in a box of its own. */
function place(ghost: HTMLElement, { box, text }: ShownGhost, inLine: boolean): void {
  const { font, frame } = box;
  const backwards = font.direction === 'rtl';
  ghost.toggleAttribute('data-under', !inLine);
  ghost.dir = font.direction;
  ghost.style.font = font.shorthand;
  ghost.style.letterSpacing = font.letterSpacing;
  ghost.style.color = inLine ? font.colour : '';
  ghost.style.lineHeight = inLine ? `${box.height}px` : 'normal';
  ghost.style.top = `${inLine ? box.top : box.top + box.height + 2}px`;
  ghost.style.left = '';
  ghost.style.right = '';
  ghost.style.maxWidth = inLine ? '' : `${Math.max(160, Math.min(480, frame.right - frame.left))}px`;
  // A box begins where the editor does, if there is no room beyond the caret.
  const widest = Math.min(480, 12 * text.length);
  if (backwards) {
    const from = inLine ? box.x : Math.max(box.x, frame.left + widest);
    ghost.style.right = `${document.documentElement.clientWidth - from}px`;
  } else {
    const from = inLine ? box.x : Math.max(frame.left, Math.min(box.x, frame.right - widest));
    ghost.style.left = `${from}px`;
  }
}

const STYLE = `
:host{all:initial!important;position:fixed!important;inset:0!important;width:100vw!important;height:100vh!important;
margin:0!important;padding:0!important;border:0!important;background:none!important;overflow:visible!important;
pointer-events:none!important;z-index:2147483647!important;display:block!important;color-scheme:light dark!important}
[hidden]{display:none!important}
[part=ghost]{position:fixed;white-space:pre;cursor:text}
[part=ghost]>span{opacity:.6}
[part=ghost]:not([data-under])>span{font-style:inherit}
[data-under]{white-space:pre-wrap;pointer-events:auto;cursor:pointer}
[data-under],[part=note]{color:light-dark(#1f2328,#f0f3f6);background:light-dark(#fff,#1f2328);
border:1px solid light-dark(#57606a,#9ea7b3);border-radius:6px;padding:2px 8px;box-shadow:0 2px 8px #0003}
[data-under]>span{opacity:1}
kbd{font:600 10px/1.4 system-ui,sans-serif;letter-spacing:0;margin-inline-start:6px;padding:0 4px;border-radius:3px;
color:light-dark(#57606a,#9ea7b3);background:light-dark(#fff,#1f2328);border:1px solid;vertical-align:middle}
[part=note]{position:fixed;pointer-events:auto;font:13px/1.5 system-ui,sans-serif}
[part=note] button{font:inherit;margin-inline-start:8px;cursor:pointer;min-height:24px}
[role=status]{position:absolute;width:1px;height:1px;overflow:hidden;clip-path:inset(50%);white-space:nowrap}
`;
