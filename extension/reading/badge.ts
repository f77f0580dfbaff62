import type { Match } from '../messaging/messages.ts';
import type { BadgeText } from './badge-texts.ts';

/**
 * Match badges in the page: beside a heading, how likely the reader is to enjoy the story, and on request why.
 *
 * A badge takes no room: its host is an inline box of no width and no height, so nothing on the page moves when it
 * comes or goes. It lives in a closed shadow root with its own colours, where the page's styles do not reach and from
 * which its events do not leave. All words are set as text, never as markup.
 */
export function createBadges(document: Document, options: BadgeOptions, signal: AbortSignal): PageBadges {
  const shown = new Map<Element, { readonly badge: Badge; readonly workId: string }>();
  const clear = (): void => {
    for (const { badge } of shown.values()) badge.remove();
    shown.clear();
  };
  signal.addEventListener('abort', clear, { once: true });
  document.addEventListener(
    'pointerdown',
    (event) => {
      for (const { badge } of shown.values()) badge.pressed(event.composedPath());
    },
    { capture: true, passive: true, signal },
  );
  return {
    show(head, match, acts) {
      if (signal.aborted) return;
      const { workId } = match;
      let known = shown.get(head);
      // A page may put another story into the place of one.
      if (known?.workId !== workId) {
        known?.badge.remove();
        known = { badge: attachBadge(document, head, options, acts), workId };
        shown.set(head, known);
      }
      known.badge.update(match);
    },
    clear,
  };
}

export interface PageBadges {
  show(head: Element, match: Match, acts: BadgeActs): void;
  clear(): void;
}

/** What a reader asks of a badge. */
export interface BadgeActs {
  judge(act: 'more' | 'less' | 'hide'): void;
  /** Why the story matches as it does; null when there is no answer. */
  explain(): Promise<Match | null>;
}

export interface BadgeOptions {
  /** `open` only where tests must look inside. */
  readonly shadow: 'open' | 'closed';
  /** The texts in the reader's language. */
  text(key: BadgeText, ...values: readonly string[]): string;
}

/** A name with a hyphen may carry a shadow root; it is registered nowhere, so the page cannot take it. */
const HOST = 'prompttale-badge';

interface Badge {
  update(match: Match): void;
  /** The reader pressed something; if it was elsewhere, what is open is shut. */
  pressed(path: readonly EventTarget[]): void;
  remove(): void;
}

function attachBadge(
  document: Document,
  head: Element,
  { shadow, text }: BadgeOptions,
  acts: BadgeActs,
): Badge {
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: shadow });
  const make = maker(document);

  const button = make('button', { type: 'button', part: 'badge', 'aria-expanded': 'false' });
  const panel = make('div', { role: 'dialog' });
  const title = make('strong');
  const basis = make('p');
  const traits = make('ul');
  const more = make('button', { type: 'button', 'data-act': 'more' }, text('badgeMore'));
  const less = make('button', { type: 'button', 'data-act': 'less' }, text('badgeLess'));
  const hide = make('button', { type: 'button', 'data-act': 'hide' }, text('badgeHide'));
  const close = make(
    'button',
    { type: 'button', 'data-act': 'close', 'aria-label': text('badgeClose') },
    '×',
  );
  const thanks = make('p', { role: 'status' });
  const buttons = make('div');
  buttons.append(more, less, hide);
  panel.append(close, title, basis, traits, buttons, thanks);
  panel.hidden = true;
  root.append(make('style', {}, STYLE), button, panel);

  const open = (wanted: boolean): void => {
    panel.hidden = !wanted;
    button.setAttribute('aria-expanded', String(wanted));
    // Above the badges that follow.
    host.toggleAttribute('data-open', wanted);
    // A listing comes without reasons: working them out for forty stories would keep it waiting.
    if (wanted && traits.hidden) void acts.explain().then((match) => match && update(match));
  };
  const shut = (): void => {
    open(false);
    button.focus({ preventScroll: true });
  };

  // Within a link or a page with its own keys, a press on the badge is a press on nothing else.
  for (const type of ['click', 'mousedown', 'pointerdown', 'keydown']) {
    host.addEventListener(type, (event) => event.stopPropagation());
  }
  host.addEventListener('click', (event) => event.preventDefault());
  button.addEventListener('click', () => open(panel.hidden));
  close.addEventListener('click', shut);
  root.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Escape' && !panel.hidden) shut();
  });
  for (const [element, act] of [
    [more, 'more'],
    [less, 'less'],
    [hide, 'hide'],
  ] as const) {
    element.addEventListener('click', (event) => {
      // A script of the page must not speak for its reader.
      if (!event.isTrusted) return;
      acts.judge(act);
      for (const other of [more, less, hide]) other.setAttribute('aria-pressed', String(other === element));
      thanks.textContent = text('badgeNoted');
    });
  }

  head.append(host);

  const update = (match: Match): void => {
    const { percent } = match;
    const heading = percent === null ? text('badgeUnknown') : text('badgeMatch', String(percent));
    button.textContent = percent === null ? '?' : `${percent} %`;
    button.setAttribute('aria-label', `PrompTale: ${heading}`);
    host.setAttribute('data-level', levelOf(percent));
    title.textContent = heading;
    panel.setAttribute('aria-label', heading);
    basis.textContent = text(basisTexts[percent === null ? 'unknown' : match.basis]);
    traits.replaceChildren(
      ...match.traits.map(({ label, favours }) =>
        make(
          'li',
          { 'data-favours': String(favours) },
          text(favours ? 'badgeFavours' : 'badgeAgainst', label),
        ),
      ),
    );
    traits.hidden = match.traits.length === 0;
  };
  return {
    update,
    remove: () => host.remove(),
    pressed(path) {
      if (!panel.hidden && !path.includes(host)) open(false);
    },
  };
}

const basisTexts = {
  personal: 'badgeBasisPersonal',
  local: 'badgeBasisLocal',
  population: 'badgeBasisPopulation',
  unknown: 'badgeBasisUnknown',
} as const satisfies Record<Match['basis'], BadgeText>;

function levelOf(percent: number | null): string {
  if (percent === null) return 'unknown';
  if (percent >= 67) return 'high';
  return percent >= 34 ? 'middle' : 'low';
}

function maker(document: Document) {
  return <K extends keyof HTMLElementTagNameMap>(
    name: K,
    attributes: Readonly<Record<string, string>> = {},
    text?: string,
  ): HTMLElementTagNameMap[K] => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    if (text !== undefined) element.textContent = text;
    return element;
  };
}

/**
 * Important declarations of a shadow root win over those of the page, so not even a page that styles everything with
 * `!important` can move the host. Colours are 4.5 : 1 or better on their ground in both schemes.
 */
const STYLE = `
:host{all:initial!important;position:relative!important;display:inline-block!important;width:0!important;
height:0!important;vertical-align:middle!important;z-index:1!important;
font:500 12px/1.4 system-ui,sans-serif!important;color-scheme:light dark!important;
--ground:light-dark(#fff,#1f2328);--ink:light-dark(#1f2328,#f0f3f6);--mark:light-dark(#57606a,#9ea7b3)}
:host([data-open]){z-index:9!important}
:host([data-level=high]){--mark:light-dark(#116329,#57d364)}
:host([data-level=middle]){--mark:light-dark(#7d4e00,#e3b341)}
*{font:inherit}
[hidden]{display:none!important}
button,div[role]{color:var(--ink);background:var(--ground);border:1px solid var(--mark);border-radius:9px}
button{cursor:pointer;padding:0 6px;min-height:24px;margin-inline-end:6px}
[part=badge]{position:absolute;inset-inline-start:6px;transform:translateY(-50%);white-space:nowrap;color:var(--mark);min-height:18px}
div[role]{position:absolute;top:14px;width:max-content;max-width:min(260px,80vw);padding:10px 12px;text-align:start}
strong{font-weight:700}
p,ul{margin:4px 0;padding-inline-start:0}
li{margin-inline-start:18px}
[aria-pressed=true]{outline:2px solid}
[data-act=close]{float:inline-end}
`;
