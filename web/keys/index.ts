// On every page of a space: what the sign-in handed on opens the persona's keys, once; signing out and leaving take them off
// this device. What that needs is fetched only then.

import { spaceHere } from "../ways/here";

async function open(space: string): Promise<void> {
  const [{ takeHanded }, { keepOpened, openWith }] = await Promise.all([import("../sealed"), import("../ways/ring")]);
  const secret = await takeHanded(space);
  if (!secret) return;
  const ring = await (await fetch(`/g/${space}/me/keys`)).json();
  if (ring.public) await keepOpened(ring, await openWith(ring, secret), ring.shared);
}

async function leave(form: HTMLFormElement, space: string): Promise<void> {
  const { forget } = await import("../sealed");
  await forget(space).catch(() => undefined);
  form.submit();
}

const space = spaceHere();
for (const form of document.querySelectorAll<HTMLFormElement>("form[data-forget]")) {
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void leave(form, space);
  });
}

// A passkey that was just made and has no secret: said once.
const beside = document.querySelector<HTMLElement>("[data-beside]");
if (beside && sessionStorage.getItem("kith-beside") === space) {
  sessionStorage.removeItem("kith-beside");
  beside.hidden = false;
}

const databases = await indexedDB.databases().catch(() => []);
if (databases.some(({ name }) => name === `kith-keys-${space}`)) await open(space).catch(() => undefined);
