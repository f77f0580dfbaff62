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
  /** Whether it was kept: only where feedback was agreed to. */
  judge(act: 'more' | 'less' | 'hide'): Promise<boolean>;
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

function attachBadge(document: Document, head: Element, options: BadgeOptions, acts: BadgeActs): Badge {
  const host = document.createElement(HOST);
  const root = host.attachShadow({ mode: options.shadow });
  const make = maker(document);
  const button = make('button', { type: 'button', 'aria-expanded': 'false' });
  root.append(make('style', {}, STYLE), button);

  let newest: Match;
  // Made when it is first opened: a listing has forty badges and opens one or none.
  let panel: Panel | undefined;
  const isOpen = (): boolean => panel?.element.hidden === false;
  const open = (wanted: boolean): void => {
    if (wanted && panel === undefined) {
      panel = makePanel(make, options.text, acts, shut);
      root.append(panel.element);
      panel.tell(newest);
    }
    if (panel !== undefined) panel.element.hidden = !wanted;
    button.setAttribute('aria-expanded', String(wanted));
    // Above the badges that follow.
    host.toggleAttribute('data-open', wanted);
    // A listing comes without reasons: working them out for forty stories would keep it waiting.
    if (wanted && newest.traits.length === 0) void acts.explain().then((match) => match && update(match));
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
  button.addEventListener('click', () => open(!isOpen()));
  root.addEventListener('keydown', (event) => {
    if (event instanceof KeyboardEvent && event.key === 'Escape' && isOpen()) shut();
  });

  head.append(host);

  const update = (match: Match): void => {
    newest = match;
    const { percent } = match;
    button.textContent = percent === null ? '?' : `${percent} %`;
    button.setAttribute('aria-label', `PrompTale: ${headingOf(match, options.text)}`);
    host.setAttribute('data-level', levelOf(percent));
    panel?.tell(match);
  };
  return {
    update,
    remove: () => host.remove(),
    pressed(path) {
      if (isOpen() && !path.includes(host)) open(false);
    },
  };
}

/** What a badge says when it is opened: the match in words, why, and what its reader may answer. */
interface Panel {
  readonly element: HTMLElement;
  tell(match: Match): void;
}

function makePanel(
  make: ReturnType<typeof maker>,
  text: BadgeOptions['text'],
  acts: BadgeActs,
  shut: () => void,
): Panel {
  const element = make('div', { role: 'dialog' });
  const title = make('strong');
  const basis = make('p');
  const traits = make('ul');
  const close = make(
    'button',
    { type: 'button', 'data-act': 'close', 'aria-label': text('badgeClose') },
    '×',
  );
  close.addEventListener('click', shut);
  const thanks = make('p', { role: 'status' });
  const answers = (
    [
      ['more', 'badgeMore'],
      ['less', 'badgeLess'],
      ['hide', 'badgeHide'],
    ] as const
  ).map(([act, label]) => {
    const answer = make('button', { type: 'button', 'data-act': act }, text(label));
    answer.addEventListener('click', async (event) => {
      // A script of the page must not speak for its reader.
      if (!event.isTrusted) return;
      const kept = await acts.judge(act);
      for (const other of answers) other.setAttribute('aria-pressed', String(kept && other === answer));
      thanks.textContent = text(kept ? 'badgeNoted' : 'badgeNotKept');
    });
    return answer;
  });
  const buttons = make('div');
  buttons.append(...answers);
  element.append(close, title, basis, traits, buttons, thanks);
  return {
    element,
    tell(match) {
      title.textContent = headingOf(match, text);
      element.setAttribute('aria-label', title.textContent);
      basis.textContent = text(`badgeBasis_${match.percent === null ? 'unknown' : match.basis}`);
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
    },
  };
}

function headingOf({ percent }: Match, text: BadgeOptions['text']): string {
  return percent === null ? text('badgeUnknown') : text('badgeMatch', String(percent));
}

function levelOf(percent: number | null): string {
  if (percent === null) return 'unknown';
  if (percent >= 67) return 'high';
  return percent >= 34 ? 'middle' : 'low';
}

function maker(document: Document) {
  return <K extends keyof HTMLElementTagNameMap>(
    name: K,
    attributes: Readonly<Record<string, string>> = {},
    text = '',
  ): HTMLElementTagNameMap[K] => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
}

/**
 * Important declarations of a shadow root win over those of the page, so not even a page that styles everything with
 * `!important` can move the host. Only the colour of the heading comes in: where it is light the site has its dark
 * skin on, whatever the browser prefers, and the badge is dark too. 4.5 : 1 or better on their ground in both.
 */
const STYLE = `
:host{all:initial!important;position:relative!important;display:inline-block!important;width:0!important;
height:0!important;vertical-align:middle!important;z-index:1!important;
font:500 12px/1.4 system-ui,sans-serif!important;color:inherit!important;
--ground:oklch(from currentcolor clamp(.2,(.7 - l)*999,1) 0 0);--ink:oklch(from currentcolor clamp(.25,(l - .7)*999,.95) 0 0);
--mark:oklch(from currentcolor clamp(.45,(l - .7)*999,.8) .02 250)}
:host([data-open]){z-index:9!important}
:host([data-level=high]){--mark:oklch(from currentcolor clamp(.45,(l - .7)*999,.8) .15 145)}
:host([data-level=middle]){--mark:oklch(from currentcolor clamp(.45,(l - .7)*999,.8) .15 75)}
button,div[role]{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--mark);border-radius:9px}
button{cursor:pointer;padding:0 6px;min-height:24px;margin-inline-end:6px}
[aria-expanded]{position:absolute;inset-inline-start:6px;transform:translateY(-50%);white-space:nowrap;color:var(--mark);min-height:18px}
div[role]{position:absolute;top:14px;width:max-content;max-width:min(260px,80vw);padding:10px 12px;text-align:start}
p,ul{margin:4px 0}
ul{padding-inline-start:18px}
[aria-pressed=true]{outline:2px solid}
[data-act=close]{float:inline-end}
`;
