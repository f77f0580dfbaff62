import type { CaretBox, Editor, InsertWay } from './editor.ts';
import { MOST_AFTER, MOST_BEFORE } from './editor.ts';
import { createFieldMirror, type FieldMirror, type PlainField } from './field-mirror.ts';
import { fontOf, offsetOfFrame, visibleFrame } from './placement.ts';
import { insertByEvent } from './rich-text.ts';

/** A plain field as an editor. */
export function plainField(field: PlainField): Editor {
  let mirror: FieldMirror | null = null;
  const caret = (): number | null => {
    const { selectionStart, selectionEnd } = field;
    return selectionStart !== null && selectionStart === selectionEnd ? selectionStart : null;
  };
  return {
    kind: 'field',
    element: field,
    ways: ['command', 'beforeinput', 'paste'],
    surroundings() {
      const at = caret();
      if (at === null || !hasFocus(field)) return null;
      const text = field.value;
      return {
        before: text.slice(Math.max(0, at - MOST_BEFORE), at),
        after: text.slice(at, at + MOST_AFTER),
      };
    },
    caretBox(): CaretBox | null {
      const at = caret();
      const view = field.ownerDocument.defaultView;
      if (at === null || view === null) return null;
      mirror ??= createFieldMirror(field);
      const place = mirror.placeOf(at);
      const box = field.getBoundingClientRect();
      const { left, top } = offsetOfFrame(view);
      return {
        x: left + box.left + field.clientLeft + place.x - field.scrollLeft,
        top: top + box.top + field.clientTop + place.y - field.scrollTop,
        height: place.height,
        frame: visibleFrame(field),
        font: fontOf(field),
      };
    },
    insert(text: string, way: InsertWay) {
      if (way === 'command') field.ownerDocument.execCommand('insertText', false, text);
      else insertByEvent(field, text, way);
    },
    undo() {
      field.ownerDocument.execCommand('undo');
    },
    selectedText: () => field.value.slice(field.selectionStart ?? 0, field.selectionEnd ?? 0),
    usesTab: () => false,
    wholeText: () => field.value,
    release() {
      mirror?.remove();
      mirror = null;
    },
  };
}

function hasFocus(field: PlainField): boolean {
  const root = field.getRootNode();
  return 'activeElement' in root && root.activeElement === field;
}
