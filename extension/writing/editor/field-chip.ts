/**
 * A small sign at the corner of the field somebody writes in: that suggestions are on, thinking, off, or in trouble,
 * with switches for this field and this site. It never takes the focus; the same switches are on the extension's own
 * pages, for who uses no pointer.
 */
export interface FieldChip {
  attach(element: HTMLElement | null): void;
  update(status: { readonly siteOn: boolean; readonly fieldOn: boolean }): void;
  tell(state: ChipState, why: string | null): void;
}

export type ChipState = 'ready' | 'thinking' | 'trouble';

export type ChipText =
  | 'chipOn'
  | 'chipOff'
  | 'chipThinking'
  | 'chipFieldOn'
  | 'chipFieldOff'
  | 'chipSiteOn'
  | 'chipSiteOff'
  | 'chipHint';

export interface ChipOptions {
  readonly shadow: 'open' | 'closed';
  text(key: ChipText, ...values: readonly string[]): string;
}

const HOST = 'prompttale-chip';

export function createFieldChip(
  document: Document,
  { shadow, text }: ChipOptions,
  signal: AbortSignal,
  onSwitch: (what: 'field' | 'site', on: boolean) => void,
): FieldChip {
  const host = document.createElement(HOST);
  host.setAttribute('popover', 'manual');
  const root = host.attachShadow({ mode: shadow });
  const style = document.createElement('style');
  style.textContent = STYLE;
  const button = document.createElement('button');
  button.type = 'button';
  button.tabIndex = -1;
  const mark = document.createElement('span');
  mark.textContent = '✎';
  mark.setAttribute('aria-hidden', 'true');
  button.append(mark);
  const menu = document.createElement('div');
  menu.hidden = true;
  const trouble = document.createElement('p');
  const hint = document.createElement('p');
  const fieldSwitch = document.createElement('button');
  const siteSwitch = document.createElement('button');
  for (const control of [fieldSwitch, siteSwitch]) {
    control.type = 'button';
    control.tabIndex = -1;
  }
  menu.append(trouble, fieldSwitch, siteSwitch, hint);
  root.append(style, menu, button);

  let attached: HTMLElement | null = null;
  let status = { siteOn: false, fieldOn: false };
  let why: string | null = null;
  let state: ChipState = 'ready';

  const draw = (): void => {
    const on = status.siteOn && status.fieldOn;
    const label = !on
      ? text('chipOff')
      : state === 'thinking'
        ? text('chipThinking')
        : (why ?? text('chipOn'));
    button.setAttribute('aria-label', `PrompTale: ${label}`);
    button.title = label;
    host.dataset['state'] = on ? state : 'off';
    trouble.textContent = why ?? '';
    trouble.hidden = why === null;
    hint.textContent = text('chipHint');
    fieldSwitch.textContent = text(status.fieldOn ? 'chipFieldOff' : 'chipFieldOn');
    fieldSwitch.hidden = !status.siteOn;
    siteSwitch.textContent = text(status.siteOn ? 'chipSiteOff' : 'chipSiteOn');
  };
  const place = (): void => {
    if (attached === null || !host.isConnected) return;
    let box: { right: number; bottom: number } = attached.getBoundingClientRect();
    const frame = attached.ownerDocument.defaultView?.frameElement ?? null;
    // In a frame the sign stands at the frame's corner, which is the field as people see it.
    if (frame !== null) box = frame.getBoundingClientRect();
    const view = document.documentElement;
    host.style.setProperty('--x', `${Math.max(0, Math.min(box.right, view.clientWidth) - 34)}px`);
    host.style.setProperty('--y', `${Math.max(0, Math.min(box.bottom, view.clientHeight) - 34)}px`);
  };

  host.addEventListener('mousedown', (event) => event.preventDefault(), { signal });
  host.addEventListener('pointerdown', (event) => event.stopPropagation(), { signal });
  const press = (element: HTMLElement, act: () => void): void => {
    element.addEventListener('click', (event) => event.isTrusted && act(), { signal });
  };
  press(button, () => {
    menu.hidden = !menu.hidden;
  });
  press(fieldSwitch, () => onSwitch('field', !status.fieldOn));
  press(siteSwitch, () => onSwitch('site', !status.siteOn));
  document.addEventListener('scroll', place, { capture: true, passive: true, signal });
  document.defaultView?.addEventListener('resize', place, { passive: true, signal });
  signal.addEventListener('abort', () => host.remove(), { once: true });

  return {
    attach(element) {
      attached = element;
      menu.hidden = true;
      if (element === null) return host.remove();
      document.documentElement.append(host);
      if (typeof host.showPopover === 'function') host.showPopover();
      place();
    },
    update(next) {
      status = next;
      draw();
    },
    tell(next, reason) {
      state = next;
      why = reason;
      draw();
    },
  };
}

const STYLE = `
:host{all:initial!important;position:fixed!important;inset:var(--y) auto auto var(--x)!important;margin:0!important;padding:0!important;
border:0!important;background:none!important;overflow:visible!important;width:28px!important;height:28px!important;
z-index:2147483646!important;font:13px/1.4 system-ui,sans-serif!important;color-scheme:light dark!important;
--ground:light-dark(#fff,#1f2328);--ink:light-dark(#1f2328,#f0f3f6);--mark:light-dark(#116329,#57d364)}
:host([data-state=off]){--mark:light-dark(#57606a,#9ea7b3)}
:host([data-state=trouble]){--mark:light-dark(#a40e26,#ff8182)}
:host([data-state=thinking]){--mark:light-dark(#7d4e00,#e3b341)}
[hidden]{display:none!important}
button,div{font:inherit;color:var(--ink);background:var(--ground);border:1px solid var(--mark);border-radius:8px}
:host>button,button{cursor:pointer;min-height:28px}
div{position:absolute;inset-inline-end:0;bottom:32px;width:max-content;max-width:min(280px,80vw);padding:8px;display:grid;gap:6px}
div button{text-align:start;padding:2px 8px}
div+button{width:28px;padding:0;border-radius:50%;color:var(--mark);opacity:.85}
p{margin:0;font-size:12px}
`;
