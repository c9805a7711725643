// A passkey is asked for, or made: the page says what is wanted, the browser asks its person, the answer goes with the
// page's own form. It begins by itself; where a browser wants a touch first, the button begins it. The passkey's secret
// wraps the persona's keys, or is handed on to the page that opens them; it is in nothing that is posted.

import { fromBase64url, handOn, makeKeys, prfExtension, prfSecret, toHand, wipe, withoutPrf, type LooseKeys, type Owner } from "../sealed";
import { spaceHere } from "../ways/here";
import { keepOpened, putInto, ringIn } from "../ways/ring";
import { unlocking } from "../ways/unlock";

const form = document.querySelector<HTMLFormElement>("form[data-passkey]");

/** Asks for a passkey, and hands its secret on. */
async function ask(form: HTMLFormElement): Promise<PublicKeyCredential> {
  const publicKey = PublicKeyCredential.parseRequestOptionsFromJSON(JSON.parse(form.dataset["options"] ?? "{}"));
  const credential = passkey(await navigator.credentials.get({ publicKey: { ...publicKey, extensions: prfExtension() } }));
  const secret = await prfSecret(credential);
  if (secret && !shared(form)) await handOn(spaceHere(), await toHand(secret)).catch(() => undefined);
  return credential;
}

/** Makes a passkey, and wraps the keys for it. */
async function make(form: HTMLFormElement, keys: LooseKeys | undefined): Promise<PublicKeyCredential> {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(JSON.parse(form.dataset["options"] ?? "{}"));
  const credential = passkey(await navigator.credentials.create({ publicKey: { ...publicKey, extensions: prfExtension() } }));
  const secret = await prfSecret(credential).catch(() => undefined); // a person may stop the second question
  if (secret && keys) {
    await putInto(form, owner(form), keys, secret);
    wipe(secret.bytes);
    await keepOpened(owner(form), keys, shared(form));
  } else {
    sessionStorage.setItem("kith-beside", spaceHere()); // the next page says that a card is needed beside it
  }
  return credential;
}

function passkey(credential: Credential | null): PublicKeyCredential {
  if (!(credential instanceof PublicKeyCredential)) throw new Error("no passkey");
  return credential;
}

/** Whose keys they will be: the passkey is made for that persona. */
function owner(form: HTMLFormElement): Owner {
  const { user } = JSON.parse(form.dataset["options"] ?? "{}");
  const hex = Array.from(fromBase64url(user.id), (byte) => byte.toString(16).padStart(2, "0")).join("");
  return { space: spaceHere(), persona: hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5") };
}

function shared(form: HTMLFormElement): boolean {
  return form.elements.namedItem("shared") !== null || (ringIn(form)?.shared ?? false);
}

/** The persona's keys: made when it has none, else opened with a way in that it has. */
async function keysFor(form: HTMLFormElement): Promise<LooseKeys | undefined> {
  const ring = ringIn(form);
  const section = document.querySelector<HTMLElement>("[data-unlock]");
  if (ring?.public && section) return unlocking(section, ring);
  return makeKeys(owner(form)).catch(() => undefined); // a browser that cannot: the way in is made without
}

async function run(form: HTMLFormElement, keys: LooseKeys | undefined): Promise<void> {
  const failed = form.querySelector<HTMLElement>("[data-failed]");
  const again = form.querySelector<HTMLElement>("[data-again]");
  const response = form.querySelector<HTMLInputElement>("input[name=response]");
  if (!failed || !again || !response) return;
  failed.hidden = true;
  try {
    const credential = await (form.dataset["passkey"] === "create" ? make(form, keys) : ask(form));
    response.value = JSON.stringify(withoutPrf(credential));
    form.submit();
  } catch {
    failed.hidden = false;
    again.hidden = false;
  }
}

async function begin(form: HTMLFormElement): Promise<void> {
  const keys = form.dataset["passkey"] === "create" ? await keysFor(form) : undefined;
  form.querySelector("[data-again] button")?.addEventListener("click", () => void run(form, keys));
  await run(form, keys);
}

if (form) void begin(form);
