// On every page of a space: what the sign-in handed on opens the persona's keys, once; signing out and leaving take them off
// this device. What that needs is fetched only then.

import { spaceHere } from "../ways/here";

async function open(space: string): Promise<void> {
  const [{ dropHanded, handedOn }, { keepOpened, openWith }] = await Promise.all([import("../sealed"), import("../ways/ring")]);
  const secret = await handedOn(space);
  if (!secret) return;
  const ring = await (await fetch(`/g/${space}/me/keys`)).json();
  const keys = ring.public ? await openWith(ring, secret).catch(() => undefined) : undefined;
  if (keys) await keepOpened(ring, keys, ring.shared);
  await dropHanded(space); // only now: whoever goes on quickly opens the keys on the next page
  document.dispatchEvent(new Event("kith-opened"));
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
