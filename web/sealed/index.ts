// A persona's keys in the browser: made here, wrapped for each credential, opened again, and kept so that no script can
// read them. The server gets public keys and wrapped ones only. doc/sealing.md describes every byte; internal/sealed is
// the same in Go.

export { fromBase64url, toBase64url, type Bytes } from "./bytes";
export { cardDigits, cardWords, makeCard, readCard } from "./card";
export { type Handed, type Owner, type Secret } from "./format";
export { dropHanded, forget, handedOn, handOn, keep, kept } from "./kept";
export { checkPublicKeys, makeKeys, openKeys, wipe, type LooseKeys, type OpenedKeys } from "./keys";
export { withoutPrf } from "./posted";
export { prfExtension, prfSecret } from "./prf";
export { Refused, type Reason } from "./refused";
export { toHand, unwrap, wrap } from "./wrap";
