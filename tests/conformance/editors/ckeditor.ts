import { ClassicEditor, Essentials, List, Paragraph, Table } from 'ckeditor5';
import { place, present } from './under-test.ts';

const element = document.createElement('div');
place().append(element);

void ClassicEditor.create(element, {
  licenseKey: 'GPL',
  plugins: [Essentials, Paragraph, List, Table],
  toolbar: ['undo', 'redo', 'bulletedList', 'insertTable'],
}).then((editor) => {
  present({
    text: () => {
      const root = editor.model.document.getRoot();
      return root === null
        ? ''
        : [...root.getChildren()]
            .map((block) =>
              block.is('element')
                ? [...block.getChildren()].map((node) => (node.is('$text') ? node.data : '')).join('')
                : '',
            )
            .join('\n');
    },
    fill: (text) => {
      editor.setData(
        text
          .split('\n')
          .map((line) => `<p>${line}</p>`)
          .join(''),
      );
      editor.focus();
      editor.model.change((writer) => {
        const root = editor.model.document.getRoot();
        if (root !== null) writer.setSelection(root, 'end');
      });
    },
    focus: () => editor.focus(),
  });
});
