// The list on its way to another device: in the fragment of a link, which a browser does not send, drawn as QR codes. A fragment
// is "k1." and base64url of the places, each the sixteen bytes of its id, the length of its name, and the name in UTF-8.

import { named, type Place } from "./list";

const begins = "k1.";
const mostBytes = 250; // in one code, so that a phone's camera reads it from a screen

function packed({ space, label }: Place): Uint8Array {
  const name = new TextEncoder().encode(label);
  const digits = space.replaceAll("-", "").match(/../g) ?? [];
  return Uint8Array.of(...digits.map((d) => Number.parseInt(d, 16)), name.length, ...name);
}

function base64url(bytes: number[]): string {
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/** The fragments that hold a list, each whole by itself. */
export function fragments(places: Place[]): string[] {
  const parts: number[][] = [];
  for (const one of places.map(packed)) {
    const last = parts.at(-1);
    if (last && last.length + one.length <= mostBytes) last.push(...one);
    else parts.push([...one]);
  }
  return parts.map((part) => begins + base64url(part));
}

/** Whether a fragment is meant to hold a list. */
export function isList(fragment: string): boolean {
  return fragment.startsWith(begins);
}

/** The places in a fragment; nothing where it does not hold a list that is whole. */
export function places(fragment: string): Place[] {
  try {
    const text = atob(fragment.slice(begins.length).replaceAll("-", "+").replaceAll("_", "/"));
    return unpacked(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  } catch {
    return [];
  }
}

function unpacked(bytes: Uint8Array): Place[] {
  const found: Place[] = [];
  for (let at = 0; at < bytes.length; ) {
    const end = at + 17 + (bytes[at + 16] ?? 0);
    if (at + 17 > bytes.length || end > bytes.length) return [];
    const digits = [...bytes.subarray(at, at + 16)].map((b) => b.toString(16).padStart(2, "0")).join("");
    const space = digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
    const label = named(new TextDecoder("utf-8", { fatal: true }).decode(bytes.subarray(at + 17, end)));
    if (!label) return [];
    found.push({ space, label });
    at = end;
  }
  return found;
}
