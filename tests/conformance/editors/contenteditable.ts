import { place, present } from './under-test.ts';

const host = document.createElement('div');
host.contentEditable = 'true';
host.style.minHeight = '200px';
place().append(host);
document.execCommand('defaultParagraphSeparator', false, 'p');

present({
  text: () => [...host.childNodes].map((node) => node.textContent ?? '').join('\n'),
  fill: (text) => {
    host.replaceChildren(
      ...text.split('\n').map((line) => {
        const paragraph = document.createElement('p');
        paragraph.append(line === '' ? document.createElement('br') : line);
        return paragraph;
      }),
    );
    host.focus();
    getSelection()?.selectAllChildren(host.lastElementChild ?? host);
    getSelection()?.collapseToEnd();
  },
  focus: () => host.focus(),
});
