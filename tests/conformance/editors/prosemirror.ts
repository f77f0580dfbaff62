import { exampleSetup } from 'prosemirror-example-setup';
import { DOMParser, Schema } from 'prosemirror-model';
import { schema as basic } from 'prosemirror-schema-basic';
import { addListNodes } from 'prosemirror-schema-list';
import { EditorState, TextSelection } from 'prosemirror-state';
import { tableNodes } from 'prosemirror-tables';
import { EditorView } from 'prosemirror-view';
import { place, present } from './under-test.ts';

const schema = new Schema({
  nodes: addListNodes(basic.spec.nodes, 'paragraph block*', 'block').append(
    tableNodes({ tableGroup: 'block', cellContent: 'block+', cellAttributes: {} }),
  ),
  marks: basic.spec.marks,
});
const style = document.createElement('style');
style.textContent = '.ProseMirror{white-space:pre-wrap;min-height:200px}';
document.head.append(style);

function stateOf(text: string): EditorState {
  const content = document.createElement('div');
  content.append(
    ...text.split('\n').map((line) => {
      const paragraph = document.createElement('p');
      paragraph.textContent = line;
      return paragraph;
    }),
  );
  const state = EditorState.create({
    doc: DOMParser.fromSchema(schema).parse(content, { preserveWhitespace: 'full' }),
    plugins: exampleSetup({ schema, menuBar: false }),
  });
  return state.apply(state.tr.setSelection(TextSelection.atEnd(state.doc)));
}

const view = new EditorView(place(), { state: stateOf('') });
present({
  text: () => view.state.doc.textBetween(0, view.state.doc.content.size, '\n'),
  fill: (text) => {
    view.updateState(stateOf(text));
    view.focus();
  },
  focus: () => view.focus(),
});
