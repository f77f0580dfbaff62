import Quill from 'quill';
import { place, present } from './under-test.ts';

const host = document.createElement('div');
host.style.minHeight = '200px';
place().append(host);
const style = document.createElement('style');
style.textContent =
  '.ql-editor{white-space:pre-wrap;min-height:200px}.ql-clipboard{position:fixed;left:-9999px}';
document.head.append(style);

const editor = new Quill(host, { modules: { history: { delay: 400, userOnly: true } } });
present({
  text: () => editor.getText().replace(/\n$/, ''),
  fill: (text) => {
    editor.setText(text, 'api');
    editor.history.clear();
    editor.focus();
    editor.setSelection(editor.getLength() - 1, 0);
  },
  focus: () => editor.focus(),
});
