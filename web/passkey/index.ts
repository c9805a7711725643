// A passkey is asked for, or made: the page says what is wanted, the browser asks its person, the answer goes with the
// page's own form. It begins by itself; where a browser wants a touch first, the button begins it.

import { withoutPrf } from "../sealed/posted";

const form = document.querySelector<HTMLFormElement>("form[data-passkey]");

async function answer(form: HTMLFormElement): Promise<Credential | null> {
  const options = JSON.parse(form.dataset.options ?? "{}");
  if (form.dataset.passkey === "create") {
    return navigator.credentials.create({ publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options) });
  }
  return navigator.credentials.get({ publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options) });
}

async function run(form: HTMLFormElement): Promise<void> {
  const failed = form.querySelector<HTMLElement>("[data-failed]");
  const again = form.querySelector<HTMLElement>("[data-again]");
  const response = form.querySelector<HTMLInputElement>("input[name=response]");
  if (!failed || !again || !response) return;
  failed.hidden = true;
  try {
    const credential = await answer(form);
    if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
    response.value = JSON.stringify(withoutPrf(credential));
    form.submit();
  } catch {
    failed.hidden = false;
    again.hidden = false;
  }
}

if (form) {
  form.querySelector("[data-again] button")?.addEventListener("click", () => void run(form));
  void run(form);
}
