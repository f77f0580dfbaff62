import browser from 'webextension-polyfill';
import { text } from './texts.ts';

/** What the button in the browser's toolbar can show. */
export type ToolbarFace = keyof typeof faces;

/** A sign, a colour, and the same in words: colour alone tells nothing to many people. */
const faces = {
  off: { sign: '', colour: '#6b6b76', title: 'toolbarOff' },
  on: { sign: '', colour: '#2b2350', title: 'toolbarOn' },
  paused: { sign: 'II', colour: '#6b6b76', title: 'toolbarPaused' },
  learning: { sign: '…', colour: '#2b6f4e', title: 'toolbarLearning' },
  attention: { sign: '!', colour: '#a33b1f', title: 'toolbarAttention' },
} as const;

export async function showFace(face: ToolbarFace): Promise<void> {
  const { sign, colour, title } = faces[face];
  await Promise.all([
    browser.action.setBadgeText({ text: sign }),
    browser.action.setBadgeBackgroundColor({ color: colour }),
    browser.action.setTitle({ title: text(title) }),
  ]);
}
