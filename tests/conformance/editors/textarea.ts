import { place, present } from './under-test.ts';

const field = document.createElement('textarea');
field.id = 'content';
field.rows = 12;
field.style.width = '100%';
place().append(field);
present({
  text: () => field.value,
  fill: (text) => {
    field.value = text;
    field.setSelectionRange(text.length, text.length);
    field.scrollTop = field.scrollHeight;
  },
  focus: () => field.focus(),
});
