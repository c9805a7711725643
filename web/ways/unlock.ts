import { readCard, Refused, type LooseKeys, type Reason } from "../sealed";
import { askPasskey, openWith, passkeys, type Ring } from "./ring";

/** Shows one of the sentences that a page has ready for what can go wrong, or none. */
export function tell(within: HTMLElement, reason?: Reason | "no_secret"): void {
  for (const one of within.querySelectorAll<HTMLElement>("[data-reason]")) one.hidden = one.dataset["reason"] !== reason;
}

/** The reason of an error, as the page words it. What a person stopped is no error. */
export function reasonOf(error: unknown): Reason | undefined {
  return error instanceof Refused ? error.reason : undefined;
}

/**
 * Asks for a way in that opens the keys of a ring, and gives them; undefined when the person goes on without. Keys that are
 * kept cannot be read, so whoever wraps them anew has to open them first.
 */
export function unlocking(section: HTMLElement, ring: Ring): Promise<LooseKeys | undefined> {
  const handles = passkeys(ring, true);
  const passkey = section.querySelector<HTMLElement>("[data-unlock-passkey]");
  const words = section.querySelector<HTMLTextAreaElement>("textarea");
  section.hidden = false;
  if (passkey) passkey.hidden = handles.length === 0;
  return new Promise((done) => {
    const attempt = async (open: () => Promise<LooseKeys>): Promise<void> => {
      tell(section);
      try {
        const keys = await open();
        section.hidden = true;
        if (words) words.value = "";
        done(keys);
      } catch (error) {
        tell(section, reasonOf(error));
      }
    };
    passkey?.addEventListener("click", () => void attempt(async () => {
      const { secret } = await askPasskey(handles);
      if (!secret) throw new Refused("not_opened");
      return openWith(ring, secret);
    }));
    section.querySelector("[data-unlock-words]")?.addEventListener("click", () => void attempt(async () => openWith(ring, await readCard(words?.value ?? ""))));
    section.querySelector("[data-without]")?.addEventListener("click", () => {
      section.hidden = true;
      done(undefined);
    });
  });
}
