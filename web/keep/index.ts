// Asks once, after coming in, whether this browser should keep the way to a place; takes it from the list when its person leaves
// for good. The server says on which devices it may be asked, and hears nothing of the answer.

import { named, read, withPlace, without, write } from "../mine/list";

function ask(question: HTMLElement, space: string): void {
  const { ask, places } = read();
  const form = question.querySelector("form");
  const input = question.querySelector("input");
  if (!form || !input || !ask || places.some((p) => p.space === space)) return;
  const neutral = (question.dataset["place"] ?? "").replace("{n}", String(places.length + 1));
  input.value = neutral;
  question.hidden = false;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const kept = read();
    write({ ...kept, places: withPlace(kept.places, { space, label: named(input.value) || neutral }) });
    question.hidden = true;
  });
  question.querySelector("[data-never]")?.addEventListener("click", () => {
    write({ ...read(), ask: false });
    question.hidden = true;
  });
}

const question = document.querySelector<HTMLElement>("[data-keep]");
if (question) ask(question, question.dataset["keep"] ?? "");

for (const form of document.querySelectorAll<HTMLFormElement>('form[action$="/leave"]')) {
  const [, space] = /^\/g\/([^/]+)\/leave$/.exec(new URL(form.action).pathname) ?? [];
  form.addEventListener("submit", () => {
    const kept = read();
    if (space && kept.places.some((p) => p.space === space)) write({ ...kept, places: without(kept.places, space) });
  });
}
