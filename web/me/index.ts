// "Your keys" among a persona's ways in: says how they stand in this browser, makes them where there are none yet, opens
// them where they are closed.

import { kept, makeKeys, toBase64url } from "../sealed";
import { askPasskey, keepOpened, passkeys, putInto, ringIn, type Ring } from "../ways/ring";
import { reasonOf, tell, unlocking } from "../ways/unlock";

const section = document.querySelector<HTMLElement>("[data-keys]");

function show(section: HTMLElement, state: "none" | "open" | "closed" | "shared"): void {
  for (const one of section.querySelectorAll<HTMLElement>("[data-state]")) one.hidden = one.dataset["state"] !== state;
}

async function here(ring: Ring): Promise<boolean> {
  const keys = await kept(ring).catch(() => undefined);
  return !!keys && toBase64url(keys.publicKeys) === ring.public;
}

/** Makes the keys of a persona that has none, for a passkey that it has already, and sends them with the form. */
async function add(section: HTMLElement, form: HTMLFormElement, ring: Ring): Promise<void> {
  tell(section);
  try {
    const { handle, secret } = await askPasskey(passkeys(ring, false));
    if (!secret) {
      section.querySelector<HTMLElement>("[data-no-secret]")?.removeAttribute("hidden");
      return;
    }
    const keys = await makeKeys(ring);
    const input = form.elements.namedItem("handle");
    if (!(input instanceof HTMLInputElement)) return;
    input.value = handle;
    await putInto(form, ring, keys, secret);
    await keepOpened(ring, keys, ring.shared);
    form.submit();
  } catch (error) {
    tell(section, reasonOf(error));
  }
}

async function begin(section: HTMLElement, ring: Ring): Promise<void> {
  const form = section.querySelector<HTMLFormElement>("form");
  const unlock = section.querySelector<HTMLElement>("[data-unlock]");
  if (!form || !unlock) return;
  section.hidden = false;
  if (!ring.public) {
    show(section, "none");
    form.hidden = passkeys(ring, false).length === 0;
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      void add(section, form, ring);
    });
    return;
  }
  document.addEventListener("kith-opened", () => void here(ring).then((open) => open && show(section, "open")));
  if (!(await here(ring))) {
    show(section, ring.shared ? "shared" : "closed");
    if (ring.shared) return;
    const keys = await unlocking(unlock, ring);
    if (keys) await keepOpened(ring, keys, ring.shared);
  }
  show(section, "open");
}

const ring = section && ringIn(section);
if (section && ring) void begin(section, ring);
