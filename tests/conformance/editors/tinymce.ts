import tinymce from 'tinymce';
import 'tinymce/icons/default';
import 'tinymce/models/dom';
import 'tinymce/plugins/lists';
import 'tinymce/plugins/table';
import 'tinymce/skins/content/default/content.js';
import 'tinymce/skins/ui/oxide/content.js';
import 'tinymce/skins/ui/oxide/skin.js';
import 'tinymce/themes/silver';
import { place, present } from './under-test.ts';

const field = document.createElement('textarea');
field.id = 'content';
place().append(field);

void tinymce
  .init({
    selector: '#content',
    license_key: 'gpl',
    plugins: 'lists table',
    toolbar: 'undo redo | bold italic | bullist',
    menubar: false,
    promotion: false,
    branding: false,
    height: 320,
  })
  .then(([editor]) => {
    if (editor === undefined) throw new Error('TinyMCE did not start.');
    present({
      text: () => [...editor.getBody().children].map((block) => block.textContent ?? '').join('\n'),
      fill: (text) => {
        editor.setContent(
          text
            .split('\n')
            .map((line) => `<p>${line}</p>`)
            .join(''),
        );
        editor.focus();
        editor.selection.select(editor.getBody(), true);
        editor.selection.collapse(false);
        editor.undoManager.add();
      },
      focus: () => editor.focus(),
    });
  });
