// A member card is made: its second secret is drawn here and stays here, as words, as a part of the drawn link, and in what is
// printed or saved. The server gets the persona's keys as the secret wraps them.

import { cardDigits, cardWords, makeCard, makeKeys, wipe, type LooseKeys, type Owner, type Secret } from "../sealed";
import { keepOpened, putInto, ringIn } from "../ways/ring";
import { reasonOf, tell, unlocking } from "../ways/unlock";
import { modules, path } from "./draw";
import type { Face } from "./pdf";

const form = document.querySelector<HTMLFormElement>("form[data-card]");
const card = document.querySelector<HTMLElement>("[data-face]");

interface Made {
  readonly owner: Owner;
  readonly keys: LooseKeys;
  readonly secret: Secret;
}

async function keysFor(owner: Owner, form: HTMLFormElement): Promise<LooseKeys | undefined> {
  const ring = ringIn(form);
  const section = document.querySelector<HTMLElement>("[data-unlock]");
  return ring?.public && section ? unlocking(section, ring) : makeKeys(owner);
}

/** Shows the words and draws the link. */
async function show(card: HTMLElement, secret: Secret): Promise<Face> {
  const words = await cardWords(secret, document.documentElement.lang.startsWith("es") ? "es" : "en");
  const link = `${card.dataset["link"]}#${card.dataset["code"]}.${cardDigits(secret)}`;
  const squares = modules(link);
  card.querySelector("svg path")?.setAttribute("d", path(squares));
  card.querySelector("svg")?.setAttribute("viewBox", `0 0 ${squares.length} ${squares.length}`);
  card.querySelector("[data-words]")?.replaceChildren(...words.map((word) => {
    const item = document.createElement("li");
    item.textContent = word;
    return item;
  }));
  for (const part of card.querySelectorAll<HTMLElement>("[data-second]")) part.hidden = false;
  return { squares, lines: linesOf(card, words) };
}

function linesOf(card: HTMLElement, words: readonly string[]): Face["lines"] {
  const said = (part: string): string => card.querySelector(`[data-say=${part}]`)?.textContent?.trim() ?? "";
  const numbered = words.map((word, i) => `${i + 1}. ${word}`);
  return [
    { text: said("how"), size: 9, strong: false },
    { text: card.dataset["link"] ?? "", size: 7, strong: true },
    { text: said("code"), size: 9, strong: false },
    { text: card.dataset["code"] ?? "", size: 9, strong: true },
    { text: said("words"), size: 9, strong: false },
    ...[0, 4, 8].map((from) => ({ text: numbered.slice(from, from + 4).join("  "), size: 9, strong: true })),
  ];
}

function offer(face: Face): void {
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());
  document.querySelector("[data-save]")?.addEventListener("click", () => void save(face));
  for (const one of document.querySelectorAll<HTMLElement>("[data-offers]")) one.hidden = false;
}

async function save(face: Face): Promise<void> {
  const address = URL.createObjectURL((await import("./pdf")).pdf(face));
  const link = document.createElement("a");
  link.href = address;
  link.download = "card.pdf";
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000); // when it has surely been saved
}

/** What was typed is the end of the code: else the page would come back with other words. */
function confirmed(form: HTMLFormElement, card: HTMLElement): boolean {
  const plain = (text: string): string => text.toUpperCase().replaceAll("O", "0").replace(/[IL]/g, "1").replace(/[^0-9A-Z]/g, "");
  const typed = plain(form.querySelector<HTMLInputElement>("input[name=code]")?.value ?? "");
  const code = plain(card.dataset["code"] ?? "");
  return typed === code || typed === code.slice(-4);
}

async function send(form: HTMLFormElement, card: HTMLElement, making: Promise<Made | undefined>): Promise<void> {
  const slip = form.querySelector<HTMLElement>("[data-slip]");
  if (!confirmed(form, card)) {
    slip?.removeAttribute("hidden");
    form.querySelector<HTMLInputElement>("input[name=code]")?.focus();
    return;
  }
  const closed = document.querySelector("[data-unlock]:not([hidden])"); // the person goes on without opening the keys
  const made = closed ? undefined : await making;
  if (made) {
    const shared = form.querySelector<HTMLInputElement>("input[name=shared]")?.checked ?? ringIn(form)?.shared ?? false;
    await putInto(form, made.owner, made.keys, made.secret);
    wipe(made.secret.bytes);
    if (form.dataset["card"] === "own") await keepOpened(made.owner, made.keys, shared);
    wipe(made.keys.privateKeys);
  }
  form.submit();
}

async function make(form: HTMLFormElement, card: HTMLElement): Promise<Made | undefined> {
  const owner = { space: form.dataset["space"] ?? "", persona: form.dataset["persona"] ?? "" };
  try {
    const keys = await keysFor(owner, form);
    if (!keys) return undefined;
    const secret = makeCard();
    offer(await show(card, secret));
    return { owner, keys, secret };
  } catch (error) {
    tell(form, reasonOf(error));
    return undefined;
  }
}

if (form && card) {
  const making = make(form, card);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    void send(form, card, making);
  });
}
