// The page of the list that this browser keeps: looking, naming, removing, forgetting, and taking it to another device.

import encodeQR from "qr";
import { fragments, isList, places } from "./carry";
import { named, read, withPlace, without, write, type Kept } from "./list";

const page = document.querySelector<HTMLElement>("[data-mine]");

function part<T extends HTMLElement>(within: ParentNode, name: string): T {
  const found = within.querySelector<T>(`[data-${name}]`);
  if (!found) throw new Error(`no ${name}`);
  return found;
}

function show(page: HTMLElement, said?: "kept" | "gone" | "taken"): void {
  const kept = read();
  const none = kept.places.length === 0;
  const list = part(page, "places");
  list.replaceChildren(...kept.places.map((place) => line(page, kept, place.space, place.label)));
  list.hidden = none;
  part(page, "none").hidden = !none;
  part(page, "moving").hidden = none;
  part(page, "forget").hidden = none;
  part(page, "offer").hidden = kept.ask;
  part(page, "rest").hidden = none && kept.ask;
  hideCodes(page);
  part(page, "said").textContent = said ? part(page, "said").dataset[said] ?? "" : "";
}

function line(page: HTMLElement, kept: Kept, space: string, label: string): Node {
  const copy = page.querySelector("template")?.content.cloneNode(true) as DocumentFragment;
  const go = part<HTMLAnchorElement>(copy, "go");
  go.href = `/g/${space}/`;
  go.textContent = label;
  const change = part(copy, "change");
  change.textContent = (change.dataset["words"] ?? "").replace("{label}", label);
  const form = copy.querySelector("form");
  const input = copy.querySelector("input");
  if (!form || !input) return copy;
  input.value = label;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const name = named(input.value) || label;
    write({ ...kept, places: kept.places.map((p) => (p.space === space ? { space, label: name } : p)) });
    show(page, "kept");
  });
  part(copy, "remove").addEventListener("click", () => {
    write({ ...kept, places: without(kept.places, space) });
    show(page, "gone");
  });
  return copy;
}

function hideCodes(page: HTMLElement): void {
  part(page, "codes").hidden = true;
  part(page, "codes").replaceChildren();
  part(page, "show").setAttribute("aria-expanded", "false");
}

function drawn(text: string, label: string): SVGSVGElement {
  const rows: boolean[][] = encodeQR(text, "raw", { ecc: "medium", border: 4 });
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", rows.flatMap((row, y) => row.flatMap((dark, x) => (dark ? [`M${x} ${y}h1v1h-1z`] : []))).join(""));
  svg.setAttribute("viewBox", `0 0 ${rows.length} ${rows.length}`);
  svg.setAttribute("class", "qr-drawn");
  svg.setAttribute("role", "img");
  svg.setAttribute("aria-label", label);
  svg.setAttribute("shape-rendering", "crispEdges");
  svg.append(path);
  return svg;
}

function showCodes(page: HTMLElement): void {
  const codes = part(page, "codes");
  const all = fragments(read().places);
  codes.replaceChildren(
    ...all.map((fragment, i) => {
      const figure = document.createElement("figure");
      const words = (codes.dataset["of"] ?? "").replace("{n}", String(i + 1)).replace("{all}", String(all.length));
      figure.append(drawn(`${location.origin}/mine#${fragment}`, all.length > 1 ? words : codes.dataset["label"] ?? ""));
      if (all.length > 1) figure.append(Object.assign(document.createElement("figcaption"), { textContent: words }));
      return figure;
    }),
  );
  codes.hidden = false;
  part(page, "show").setAttribute("aria-expanded", "true");
}

/** Takes a list out of the address, and out of the history, before anything else; then asks. */
function arrive(page: HTMLElement): void {
  const fragment = location.hash.slice(1);
  if (!isList(fragment)) return;
  history.replaceState(null, "", location.pathname);
  const coming = places(fragment);
  const ask = part(page, "arrived");
  part(page, "unread").hidden = coming.length > 0;
  ask.hidden = coming.length === 0;
  if (ask.hidden) return;
  part(page, "coming").replaceChildren(...coming.map(({ label }) => Object.assign(document.createElement("li"), { textContent: label, dir: "auto" })));
  part(page, "take").onclick = () => {
    const kept = read();
    write({ ...kept, places: coming.reduce(withPlace, kept.places) });
    ask.hidden = true;
    show(page, "taken");
  };
  part(page, "refuse").onclick = () => {
    ask.hidden = true;
  };
  ask.querySelector("h2")?.focus();
}

if (page) {
  arrive(page);
  show(page);
  addEventListener("hashchange", () => arrive(page));
  addEventListener("storage", () => show(page));
  part(page, "show").addEventListener("click", () => (part(page, "codes").hidden ? showCodes(page) : hideCodes(page)));
  part(page, "forget").addEventListener("click", () => {
    write({ ...read(), places: [] });
    show(page, "gone");
  });
  part(page, "offer").addEventListener("click", () => {
    write({ ...read(), ask: true });
    show(page, "kept");
  });
}
