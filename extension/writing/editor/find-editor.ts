import type { Editor } from './editor.ts';
import { plainField } from './plain-field.ts';
import { richText } from './rich-text.ts';

/**
 * The editor that an event happened in; null for everything that is none or does not want help: fields for secrets,
 * read-only ones, choosers, and what a page keeps writing aids off (`data-gramm="false"` and its kin,
 * `spellcheck="false"`).
 *
 * @param path the event's `composedPath()`: the first is where it happened, inside open shadow roots too.
 */
export function editorOf(path: readonly EventTarget[]): Editor | null {
  const target = path[0];
  if (!isHtmlElement(target)) return isDocument(target) ? editorOfDocument(target) : null;
  if (keepsOff(target)) return null;
  if (isPlainField(target)) return acceptsText(target) ? plainField(target) : null;
  const host = editingHost(target);
  return host === null || keepsOff(host) ? null : richText(host);
}

/** A mark of one editor among those of a page, for "not in this field": its id, name, or label. */
export function fieldName(element: Element): string {
  const name = ['id', 'name', 'aria-label', 'data-editor']
    .map((attribute) => element.getAttribute(attribute))
    .find((value) => value !== null && value !== '');
  return `${element.tagName.toLowerCase()}${name === undefined ? '' : `#${name}`}`.slice(0, 120);
}

/** Kinds of `input` that hold a line of text and no secret. */
const LINE_TYPES = new Set(['text', 'search', '']);

function acceptsText(field: HTMLTextAreaElement | HTMLInputElement): boolean {
  if (field.readOnly || field.disabled) return false;
  if (/\b(cc-|one-time-code|current-password|new-password|email|tel)/.test(field.autocomplete)) return false;
  return field.tagName === 'TEXTAREA' || LINE_TYPES.has(field.getAttribute('type')?.toLowerCase() ?? '');
}

const AIDS_OFF = [
  '[data-gramm="false"]',
  '[data-gramm_editor="false"]',
  '[data-enable-grammarly="false"]',
  '[data-prompttale="off"]',
  '[role="combobox"]',
  '[role="searchbox"]',
].join(',');

function keepsOff(element: HTMLElement): boolean {
  if (element.closest(AIDS_OFF) !== null) return true;
  // TinyMCE sets it on everything unless told otherwise; there it is nobody's wish.
  return element.getAttribute('spellcheck') === 'false' && !element.matches('body.mce-content-body');
}

/** The outermost element that is edited as one with this one. */
function editingHost(element: HTMLElement): HTMLElement | null {
  if (element.ownerDocument.designMode === 'on') return element.ownerDocument.body;
  let host: HTMLElement | null = null;
  for (let at: HTMLElement | null = element; at?.isContentEditable === true; at = at.parentElement) host = at;
  return host;
}

function editorOfDocument(document: Document): Editor | null {
  return document.designMode === 'on' ? richText(document.body) : null;
}

function isPlainField(element: HTMLElement): element is HTMLTextAreaElement | HTMLInputElement {
  return element.tagName === 'TEXTAREA' || element.tagName === 'INPUT';
}

/** By what it has, not by `instanceof`: elements of a frame are of another window. */
function isHtmlElement(target: EventTarget | undefined): target is HTMLElement {
  return target !== undefined && 'isContentEditable' in target;
}

function isDocument(target: EventTarget | undefined): target is Document {
  return target !== undefined && 'designMode' in target;
}
