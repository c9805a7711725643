// The sign-in page with a member card. The card's link has both secrets in its fragment, which browsers do not send: the code
// is posted with the page's own form, the second secret is handed on to the page that opens the keys. Typed words go the
// same way: their field has no name, so that no form takes them along.

import { forget, fromBase64url, handOn, readCard, toHand, type Secret } from "../sealed";
import { spaceHere } from "../ways/here";
import { reasonOf, tell } from "../ways/unlock";

const form = document.querySelector<HTMLFormElement>("form[data-card]");

/** What a card's link holds: "#", its code, ".", its second secret. */
function linked(fragment: string): { code: string; secret: Secret } | undefined {
  const [, code, digits] = /^#([0-9A-Z-]{34})\.([\w-]{22})$/.exec(fragment) ?? [];
  if (!code || !digits) return undefined;
  try {
    return { code, secret: { kind: "card", bytes: fromBase64url(digits) } };
  } catch {
    return undefined;
  }
}

async function begin(form: HTMLFormElement): Promise<void> {
  const code = form.querySelector<HTMLInputElement>("input[name=code]");
  const words = form.querySelector<HTMLTextAreaElement>("textarea");
  const typed = form.querySelector<HTMLElement>("[data-words]");
  const read = form.querySelector<HTMLElement>("[data-read]");
  if (!code || !words || !typed || !read) return;
  const link = linked(location.hash);
  if (location.hash) history.replaceState(null, "", location.pathname); // it leaves the address at once
  typed.hidden = !!link;
  read.hidden = !link;
  if (link) {
    code.value = link.code;
    form.querySelector<HTMLElement>("button")?.focus();
  }
  // Whoever has to sign in again has no keys here until then.
  const gone = forget(spaceHere()).catch(() => undefined);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, gone, async () => link?.secret ?? (words.value.trim() ? readCard(words.value) : undefined));
  });
}

async function send(form: HTMLFormElement, gone: Promise<void>, secret: () => Promise<Secret | undefined>): Promise<void> {
  tell(form);
  try {
    const found = await secret();
    const shared = form.querySelector<HTMLInputElement>("input[name=shared]")?.checked;
    await gone;
    if (found && !shared) await handOn(spaceHere(), await toHand(found)).catch(() => undefined);
    form.submit();
  } catch (error) {
    tell(form, reasonOf(error));
  }
}

if (form) {
  void begin(form);
  window.addEventListener("hashchange", () => location.reload()); // another card's link, opened on this page
}
