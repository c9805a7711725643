// The list of places that a browser keeps for its person: where they go, under a name of their choosing. It stays in this browser
// and is sent nowhere. Whatever is read, from the storage or from another device, is looked at before it is believed.

/** A place: the id of its space, and what its person calls it here. */
export type Place = { space: string; label: string };

/** What the browser keeps. ask is false once somebody said that they do not want to be asked. */
export type Kept = { ask: boolean; places: Place[] };

const key = "kith-mine";
const most = 200;
const longest = 40;
const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

function proper(one: unknown): Place[] {
  const { space, label } = (one ?? {}) as Partial<Record<keyof Place, unknown>>;
  if (typeof space !== "string" || typeof label !== "string" || !id.test(space)) return [];
  const short = named(label);
  return short ? [{ space, label: short }] : [];
}

/** A name as it is kept: trimmed, and not too long. */
export function named(label: string): string {
  return [...label.trim()].slice(0, longest).join("").trim();
}

export function read(): Kept {
  try {
    const found: unknown = JSON.parse(localStorage.getItem(key) ?? "{}");
    const { ask, places } = (found ?? {}) as { ask?: unknown; places?: unknown };
    return { ask: ask !== false, places: Array.isArray(places) ? places.flatMap(proper).slice(0, most) : [] };
  } catch {
    return { ask: true, places: [] };
  }
}

/** Keeps the list; nothing at all where there is nothing to keep. False where the browser keeps nothing. */
export function write(kept: Kept): boolean {
  try {
    if (kept.ask && kept.places.length === 0) localStorage.removeItem(key);
    else localStorage.setItem(key, JSON.stringify(kept));
    return true;
  } catch {
    return false;
  }
}

/** The list with a place in it. One that is there keeps its name. */
export function withPlace(places: Place[], one: Place): Place[] {
  return places.some((p) => p.space === one.space) ? places : [...places, one].slice(0, most);
}

export function without(places: Place[], space: string): Place[] {
  return places.filter((p) => p.space !== space);
}
