// What the browser does with the vectors of internal/sealed, for sealed_browser_test.go. Each function gives how many
// things it looked at, and what it found wrong.
import * as sealed from "/test/module.js";

const bytes = sealed.fromBase64url;
const text = sealed.toBase64url;
const owner = ({ space, persona }) => ({ space, persona });
const secret = (v) => ({ kind: v.kind, bytes: bytes(v.secret) });
const unwrap = (v) => sealed.unwrap(owner(v), bytes(v.public), bytes(v.wrapped), secret(v));
const outcome = (promise) => promise.then(() => "done", (e) => (e instanceof sealed.Refused ? e.reason : String(e)));

class Findings {
  looked = 0;
  wrong = [];
  same(what, got, want) {
    this.looked++;
    if (got !== want) this.wrong.push(`${what}: ${got}, not ${want}`);
  }
}

async function opens({ keys, wrapped }) {
  const f = new Findings();
  for (const v of wrapped) {
    const loose = await unwrap(v);
    f.same(`${v.kind} of ${v.persona}`, text(loose.privateKeys), keys.private);
    const { seal, sign } = await sealed.openKeys(owner(v), loose);
    f.same("signature", text(new Uint8Array(await crypto.subtle.sign("Ed25519", sign.privateKey, bytes(keys.message)))), keys.signature);
    const peer = await crypto.subtle.importKey("raw", bytes(keys.peer), "X25519", false, []);
    f.same("agreed", text(new Uint8Array(await crypto.subtle.deriveBits({ name: "X25519", public: peer }, seal.privateKey, 256))), keys.agreed);
    for (const { privateKey } of [seal, sign])
      for (const form of ["jwk", "pkcs8"]) f.same("export", await crypto.subtle.exportKey(form, privateKey).catch((e) => e.name), "InvalidAccessError");
    sealed.wipe(loose.privateKeys);
    f.same("wiped", loose.privateKeys.some((b) => b), false);
  }
  return f;
}

async function refuses({ refused, refusedKeys }) {
  const f = new Findings();
  for (const v of refused) f.same(v.why, await outcome((async () => unwrap(v))()), v.reason);
  for (const v of refusedKeys) f.same(v.why, await outcome(sealed.checkPublicKeys(owner(v), bytes(v.public))), v.reason);
  return f;
}

async function cards({ cards, refusedCards }) {
  const f = new Findings();
  for (const card of cards) {
    const s = { kind: "card", bytes: bytes(card.secret) };
    for (const language of ["en", "es"]) f.same(language, (await sealed.cardWords(s, language)).join(" "), card[language]);
    f.same("digits", sealed.cardDigits(s), card.secret);
    const plain = card.es.normalize("NFD").replace(/\p{M}/gu, "").toUpperCase();
    for (const typed of [card.en, card.es, plain, card.en.replaceAll(" ", "\n 12. "), card.es.replaceAll(" ", "-"), `#${card.secret}`, ` ${card.secret}\n`])
      f.same(typed, text((await sealed.readCard(typed)).bytes), card.secret);
  }
  for (const typed of refusedCards) f.same(`"${typed}"`, await outcome(sealed.readCard(typed)), "words");
  return f;
}

// makes gives what a server would get, and beside it what the server never gets.
async function makes(of) {
  const keys = await sealed.makeKeys(of);
  const card = sealed.makeCard();
  const prf = { kind: "prf", bytes: crypto.getRandomValues(new Uint8Array(32)) };
  const [byCard, byPrf] = await Promise.all([sealed.wrap(of, keys, card), sealed.wrap(of, keys, prf)]);
  return { public: text(keys.publicKeys), private: text(keys.privateKeys), card: text(card.bytes), byCard: text(byCard), prf: text(prf.bytes), byPrf: text(byPrf) };
}

async function keeps(of, shared) {
  await sealed.keep(await sealed.openKeys(of, await sealed.makeKeys(of)), shared);
}

// has says whether an owner's keys are kept, and whether they can be used and not taken.
async function has(of) {
  const keys = await sealed.kept(of);
  if (!keys) return "nothing";
  const message = new Uint8Array(8);
  const signature = await crypto.subtle.sign("Ed25519", keys.sign.privateKey, message);
  const good = await crypto.subtle.verify("Ed25519", keys.sign.publicKey, signature, message);
  return good && !keys.sign.privateKey.extractable && !keys.seal.privateKey.extractable ? "keys" : "loose keys";
}

const onDevice = async () => (await indexedDB.databases()).length;

// passkey makes one, with the question for its secret or with the bare wish to know whether it could be asked.
function passkey(extensions) {
  const publicKey = {
    challenge: new Uint8Array(32), rp: { name: "Kith" }, user: { id: crypto.getRandomValues(new Uint8Array(16)), name: "Kith", displayName: "Kith" },
    pubKeyCredParams: [{ type: "public-key", alg: -7 }], authenticatorSelection: { residentKey: "required", userVerification: "required" }, extensions,
  };
  return navigator.credentials.create({ publicKey });
}

async function prf(extensions) {
  const made = await passkey(extensions);
  const first = await sealed.prfSecret(made);
  const publicKey = { challenge: new Uint8Array(32), allowCredentials: [{ type: "public-key", id: made.rawId }], userVerification: "required", extensions: sealed.prfExtension() };
  const asked = await navigator.credentials.get({ publicKey });
  const second = await sealed.prfSecret(asked);
  return {
    atCreate: !!made.getClientExtensionResults().prf?.results, first: first ? text(first.bytes) : "", second: second ? text(second.bytes) : "",
    posted: [made, asked].map((c) => JSON.stringify(sealed.withoutPrf(c))), whole: JSON.stringify(asked),
  };
}

globalThis.sealing = { opens, refuses, cards, makes, keeps, has, onDevice, prf, forget: sealed.forget, prfExtension: sealed.prfExtension };
