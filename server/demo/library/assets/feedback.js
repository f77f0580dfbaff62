/**
 * Lets the feedback forms of a story page work without loading a page. Without this script they are plain forms.
 *
 * The control keeps its old state until the server has answered: `aria-pressed` always says what is recorded.
 */

const section = document.querySelector('[data-part="feedback"]');
const status = section?.querySelector('[role="status"]');
const rating = section?.querySelector('form[data-act="rating"]');
/** The star that is recorded, to go back to if a change is refused. */
let recordedStar = rating?.querySelector(':checked') ?? null;

section?.addEventListener('submit', (event) => {
  event.preventDefault();
  void send(event.target, event.submitter);
});

rating?.addEventListener('change', () => void send(rating, null));

/** Sends a form as the browser would, and shows what the server made of it. */
async function send(form, submitter) {
  if (form.ariaBusy === 'true') return;
  form.ariaBusy = 'true';
  try {
    const answer = await post(form, submitter);
    show(answer);
    tell('', false);
  } catch (error) {
    if (form === rating) markStar(recordedStar);
    tell(error.message, true);
  } finally {
    form.ariaBusy = 'false';
  }
}

async function post(form, submitter) {
  let response;
  try {
    response = await fetch(form.action, {
      method: 'POST',
      headers: { Accept: 'application/json' },
      body: new URLSearchParams(new FormData(form, submitter)),
    });
  } catch {
    throw new Error('The library cannot be reached; nothing was recorded. Try again when it is back.');
  }
  const answer = await response.json().catch(() => null);
  if (!response.ok || answer === null) {
    throw new Error(answer?.error ?? 'The library did not understand; nothing was recorded.');
  }
  return answer;
}

function show({ feedback, counters }) {
  for (const act of ['kudos', 'bookmark', 'follow']) {
    const button = section.querySelector(`button[data-act="${act}"]`);
    const on = feedback[act];
    button.ariaPressed = String(on);
    button.querySelector('span').textContent = on ? button.dataset.on : button.dataset.off;
    button.form.elements.on.value = String(!on);
  }
  markStar(feedback.stars === null ? null : rating.querySelector(`input[value="${feedback.stars}"]`));
  recordedStar = rating.querySelector(':checked');
  rating.querySelector('[data-act="unrate"]').hidden = recordedStar === null;
  for (const [name, value] of Object.entries(counters)) {
    const field = document.querySelector(`[data-part="head"] [data-field="${name}"]`);
    field.value = String(value);
    field.textContent = value.toLocaleString('en-US');
  }
}

function markStar(star) {
  for (const input of rating.querySelectorAll('input[type="radio"]')) input.checked = input === star;
}

function tell(text, trouble) {
  status.textContent = text;
  status.classList.toggle('trouble', trouble);
}
