import type { CaretBox, Editor, InsertWay } from './editor.ts';
import { fontOf, offsetOfFrame, visibleFrame } from './placement.ts';
import { textOf, textRound } from './text-round-caret.ts';

/**
 * An element whose content is edited: plain `contenteditable`, and what TinyMCE, CKEditor, ProseMirror, Lexical, Quill
 * and Froala make of one. Their own models follow what the browser's editing does, so nothing is written into their
 * elements but by the browser's editing (`document.execCommand`) or by the events they listen to.
 */
export function richText(host: HTMLElement): Editor {
  const { ownerDocument } = host;
  const caret = (): { node: Node; offset: number } | null => {
    const selection = selectionOf(host);
    if (selection === null || !selection.isCollapsed || selection.focusNode === null) return null;
    return host.contains(selection.focusNode)
      ? { node: selection.focusNode, offset: selection.focusOffset }
      : null;
  };
  return {
    kind: 'rich',
    element: host,
    ways: waysOf(host),
    surroundings() {
      const at = caret();
      return at === null ? null : textRound(host, at.node, at.offset);
    },
    caretBox(): CaretBox | null {
      const at = caret();
      const view = ownerDocument.defaultView;
      if (at === null || view === null) return null;
      const element = elementAt(at.node) ?? host;
      const font = fontOf(element);
      const line = lineAt(at.node, at.offset, element, font.direction);
      const { left, top } = offsetOfFrame(view);
      return { x: left + line.x, top: top + line.top, height: line.height, frame: visibleFrame(host), font };
    },
    insert(text: string, way: InsertWay) {
      // Typing before it and after it are steps of their own.
      breakHistory(host);
      if (way === 'command') ownerDocument.execCommand('insertText', false, text);
      else insertByEvent(host, text, way, caret());
      breakHistory(host);
    },
    undo() {
      ownerDocument.execCommand('undo');
    },
    selectedText() {
      const selection = selectionOf(host);
      return selection !== null && host.contains(selection.anchorNode) ? selection.toString() : '';
    },
    usesTab() {
      const at = caret();
      const element = at === null ? null : elementAt(at.node);
      const user = element?.closest('li, table, pre, code, [role="grid"], [role="table"]') ?? null;
      return user !== null && host.contains(user);
    },
    wholeText: () => textOf(host),
    release: () => {},
  };
}

/**
 * CKEditor puts back what the browser's command did, and takes what an event tells it into the step of the typing
 * before; pasting is a step of its own.
 */
function waysOf(host: HTMLElement): readonly InsertWay[] {
  return host.matches('.ck-editor__editable')
    ? ['paste', 'beforeinput']
    : ['command', 'beforeinput', 'paste'];
}

/** Tells the editor what is to be inserted and leaves the inserting to it. */
export function insertByEvent(
  target: HTMLElement,
  text: string,
  way: Exclude<InsertWay, 'command'>,
  at: { readonly node: Node; readonly offset: number } | null = null,
): void {
  const options = { bubbles: true, cancelable: true, composed: true };
  if (way === 'beforeinput') {
    // CKEditor asks the event where, not the selection.
    const targetRanges =
      at === null
        ? []
        : [
            new StaticRange({
              startContainer: at.node,
              startOffset: at.offset,
              endContainer: at.node,
              endOffset: at.offset,
            }),
          ];
    target.dispatchEvent(
      new InputEvent('beforeinput', { ...options, inputType: 'insertText', data: text, targetRanges }),
    );
    return;
  }
  const clipboardData = new DataTransfer();
  clipboardData.setData('text/plain', text);
  target.dispatchEvent(new ClipboardEvent('paste', { ...options, clipboardData }));
}

/**
 * TinyMCE takes all typing for one step until a key is pressed that types nothing; Insert is one that does nothing else
 * either. The browsers' own history and the other editors' begin a step by themselves.
 */
function breakHistory(host: HTMLElement): void {
  if (!host.matches('.mce-content-body')) return;
  const key = { key: 'Insert', code: 'Insert', keyCode: 45, which: 45, bubbles: true, cancelable: true };
  host.dispatchEvent(new KeyboardEvent('keydown', key));
  host.dispatchEvent(new KeyboardEvent('keyup', key));
}

/** The selection that a caret in this element is in: that of its shadow root, where it has one. */
function selectionOf(host: HTMLElement): Selection | null {
  const root = host.getRootNode();
  const own: unknown = Reflect.get(root, 'getSelection');
  const selection: unknown = typeof own === 'function' ? own.call(root) : host.ownerDocument.getSelection();
  return isSelection(selection) ? selection : null;
}

function isSelection(value: unknown): value is Selection {
  return typeof value === 'object' && value !== null && 'focusNode' in value;
}

function elementAt(node: Node): Element | null {
  return isElement(node) ? node : node.parentElement;
}

/** By its kind, not by `instanceof`: nodes of a frame are of another window. */
function isElement(node: Node): node is Element {
  return node.nodeType === Node.ELEMENT_NODE;
}

interface Line {
  readonly x: number;
  readonly top: number;
  readonly height: number;
}

/** The line the caret stands on. A caret has no box of its own where no letter is beside it. */
function lineAt(node: Node, offset: number, element: Element, direction: 'ltr' | 'rtl'): Line {
  const range = node.ownerDocument?.createRange();
  if (range !== undefined) {
    range.setStart(node, offset);
    const own = lastOf(range.getClientRects());
    if (own !== null) return { x: own.left, top: own.top, height: own.height };
    if (node.nodeType === Node.TEXT_NODE && offset > 0) {
      range.setStart(node, offset - 1);
      range.setEnd(node, offset);
      const before = lastOf(range.getClientRects());
      if (before !== null) {
        return {
          x: direction === 'rtl' ? before.left : before.right,
          top: before.top,
          height: before.height,
        };
      }
    }
  }
  // An empty block: its first line.
  const box = element.getBoundingClientRect();
  const style = getComputedStyle(element);
  const height = Number.parseFloat(style.lineHeight) || Number.parseFloat(style.fontSize) * 1.2;
  const inset = (side: 'Left' | 'Right'): number =>
    (Number.parseFloat(style[`padding${side}`]) || 0) + (Number.parseFloat(style[`border${side}Width`]) || 0);
  return {
    x: direction === 'rtl' ? box.right - inset('Right') : box.left + inset('Left'),
    top: box.top + (Number.parseFloat(style.paddingTop) || 0),
    height,
  };
}

function lastOf(boxes: DOMRectList): DOMRect | null {
  return boxes[boxes.length - 1] ?? null;
}
