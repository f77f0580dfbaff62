import { createEmptyHistoryState, registerHistory } from '@lexical/history';
import { registerRichText } from '@lexical/rich-text';
import { $createParagraphNode, $createTextNode, $getRoot, createEditor } from 'lexical';
import { place, present } from './under-test.ts';

const host = document.createElement('div');
host.contentEditable = 'true';
host.style.minHeight = '200px';
host.style.whiteSpace = 'pre-wrap';
place().append(host);

const editor = createEditor({
  namespace: 'conformance',
  onError: (error) => {
    throw error;
  },
});
editor.setRootElement(host);
registerRichText(editor);
registerHistory(editor, createEmptyHistoryState(), 300);

const fill = (text: string): void => {
  editor.update(
    () => {
      const root = $getRoot().clear();
      for (const line of text.split('\n')) {
        const paragraph = $createParagraphNode();
        if (line !== '') paragraph.append($createTextNode(line));
        root.append(paragraph);
      }
      root.selectEnd();
    },
    { discrete: true },
  );
};
fill('');
present({
  text: () =>
    editor.read(() =>
      $getRoot()
        .getChildren()
        .map((block) => block.getTextContent())
        .join('\n'),
    ),
  fill: (text) => {
    fill(text);
    editor.focus();
  },
  focus: () => editor.focus(),
});
