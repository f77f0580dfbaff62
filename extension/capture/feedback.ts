import type { Feedback } from '../../shared/protocol/signal.ts';
import type { FeedbackControl } from '../sites/site.ts';

/**
 * Notices when the reader uses one of the site's own controls, without touching it: one passive listener for each kind
 * of event on the document, before the page's own. Events a script made are not the reader's and are ignored.
 */
export function observeFeedback(
  controls: readonly FeedbackControl[],
  document: Document,
  report: (feedback: Feedback) => void,
  signal: AbortSignal,
): void {
  for (const type of new Set(controls.map((control) => control.event))) {
    document.addEventListener(
      type,
      (event) => {
        if (!event.isTrusted) return;
        const path = event.composedPath();
        for (const control of controls) {
          if (control.event !== type || !path.includes(control.element)) continue;
          const meaning = meaningOf(control);
          if (meaning) report({ kind: 'feedback', act: control.act, ...meaning });
          return;
        }
      },
      { passive: true, capture: true, signal },
    );
  }
}

/** What the reader says with our own buttons. */
export function ownFeedback(act: 'more' | 'less' | 'hide'): Feedback {
  return { kind: 'feedback', act, value: null, on: true };
}

/** A control may have been rebuilt by the page; whatever it has become, asking it must not fail in the page. */
function meaningOf(control: FeedbackControl): ReturnType<FeedbackControl['meaning']> {
  try {
    return control.meaning(control.element);
  } catch {
    return null;
  }
}
