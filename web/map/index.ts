// The map of a search. It shows the same meetings as the list beside it: one point each, points close together as one with
// their number. The ground is Natural Earth's countries; an operator's own tiles lie over it when there are any.

import "./trust";
import * as L from "leaflet";
import { feature } from "topojson-client";
import atlas from "world-atlas/countries-50m.json";
import { miles, ownTimes } from "../times/region";
import "./map.css";

/** One meeting: latitude, longitude, address of its page, name, when, and how many kilometres about the point it may be. */
type Point = [number, number, string, string, string, number?];
/** What the server says of a search: its meetings, and the towns around to find one's way by. */
interface Answer {
  points: Point[];
  places?: [number, number, string][];
}

/** The units of the scale in metres, the longest first. */
const lengths: [string, number][] = miles ? [["mi", 1609.344], ["ft", 0.3048]] : [["km", 1000], ["m", 1]];
const near = 46; // CSS pixels within which points become one: a mark is 44 wide

function start(box: HTMLElement): void {
  const map = L.map(box, { zoomControl: false, attributionControl: false, minZoom: 2, maxZoom: 18, worldCopyJump: true });
  const marks = L.layerGroup().addTo(map);
  const words = box.dataset;
  buttons(box, map);
  scale(box, map);
  void ground(map);
  if (words["tiles"]) void tiles(map, words["tiles"]);
  void ask(words["points"] ?? "").then(({ points: all, places = [] }) => {
    name(map, places);
    const shown = words["box"]?.split(",").map(Number);
    if (shown) map.fitBounds(boundsOf(shown));
    else if (all.length > 0) map.fitBounds(L.latLngBounds(all.map(([lat, lng]) => [lat, lng])), { padding: [40, 40], maxZoom: 13 });
    else map.setView([20, 0], 2);
    const draw = (): void => drawMarks(map, marks, all, words["many"] ?? "{n}");
    map.on("zoomend moveend", draw);
    draw();
    map.on("moveend", () => offer(box, map));
  });
}

// boundsOf is a box of west, south, east, north; one that goes over the date line ends on the next world.
function boundsOf([west = 0, south = 0, east = 0, north = 0]: number[]): L.LatLngBounds {
  return L.latLngBounds([south, west], [north, east < west ? east + 360 : east]);
}

// offer leads to a search of the part that is shown, once that is another than the search began with.
function offer(box: HTMLElement, map: L.Map): void {
  const way = box.parentElement?.querySelector<HTMLAnchorElement | HTMLButtonElement>("[data-search-here]");
  if (!way) return;
  const shown = `bbox=${boxOf(map.getBounds()).map((degrees) => degrees.toFixed(4)).join(",")}`;
  if (way instanceof HTMLAnchorElement) way.search = joined(way.search.slice(1), shown);
  else way.value = joined(way.value, shown);
  way.hidden = false;
}

// joined sets the box, always the last, of a search.
function joined(search: string, shown: string): string {
  return [search.replace(/(^|&)bbox=.*$/, ""), shown].filter(Boolean).join("&");
}

// boxOf is what a map shows, as west, south, east, north; west is greater than east where it goes over the date line.
function boxOf(shown: L.LatLngBounds): number[] {
  const [south, north] = [Math.max(shown.getSouth(), -90), Math.min(shown.getNorth(), 90)];
  if (shown.getEast() - shown.getWest() >= 360) return [-180, south, 180, north];
  return [L.Util.wrapNum(shown.getWest(), [-180, 180]), south, L.Util.wrapNum(shown.getEast(), [-180, 180]), north];
}

async function ask(address: string): Promise<Answer> {
  const answer = await fetch(address, { headers: { Accept: "application/json" } });
  return answer.ok ? ((await answer.json()) as Answer) : { points: [] };
}

// name writes the towns on the ground.
function name(map: L.Map, places: [number, number, string][]): void {
  for (const [lat, lng, words] of places) {
    const label = document.createElement("span");
    label.textContent = words;
    label.dir = "auto";
    L.marker([lat, lng], { icon: L.divIcon({ html: label, className: "town", iconSize: [0, 0] }), interactive: false, keyboard: false, zIndexOffset: -1000 }).addTo(map);
  }
}

// scale keeps a line as long as a round distance.
function scale(box: HTMLElement, map: L.Map): void {
  const line = document.createElement("div");
  line.className = "map-scale";
  box.append(line);
  const draw = (): void => {
    const middle = map.getSize().divideBy(2);
    const metres = map.distance(map.containerPointToLatLng(middle), map.containerPointToLatLng(middle.add([100, 0])));
    const [word, unit] = lengths.find(([, unit]) => metres >= unit) ?? ["", 1];
    const length = metres / unit;
    const power = 10 ** Math.floor(Math.log10(length));
    const round = power * (length / power >= 5 ? 5 : length / power >= 2 ? 2 : 1);
    line.textContent = `${round} ${word}`;
    line.style.inlineSize = `${(100 * round) / length}px`;
  };
  map.on("zoomend moveend", draw);
}

async function ground(map: L.Map): Promise<void> {
  const topology = (await (await fetch(atlas)).json()) as { objects: { countries: unknown } };
  L.geoJSON(feature(topology, topology.objects.countries), { interactive: false, style: { className: "land" } }).addTo(map).bringToBack();
}

// tiles lays an operator's PMTiles archive over the ground. The layer's code looks for Leaflet under its global name.
async function tiles(map: L.Map, address: string): Promise<void> {
  Object.assign(window, { L });
  const { leafletLayer } = await import("protomaps-leaflet");
  const dark = matchMedia("(prefers-color-scheme: dark)").matches;
  (leafletLayer({ url: address, flavor: dark ? "dark" : "light" }) as unknown as L.Layer).addTo(map);
}

/** Points that are shown as one, at the first of them. */
interface Gathered {
  x: number;
  y: number;
  points: Point[];
}

// gather puts points together that would lie on each other on the screen, so that every mark can be touched.
function gather(map: L.Map, all: Point[]): Gathered[] {
  const found: Gathered[] = [];
  for (const point of all) {
    const { x, y } = map.project([point[0], point[1]]);
    const close = found.find((g) => Math.abs(g.x - x) < near && Math.abs(g.y - y) < near);
    if (close) close.points.push(point);
    else found.push({ x, y, points: [point] });
  }
  return found;
}

// drawMarks shows what lies in view, and circles about the points that are only roughly known.
function drawMarks(map: L.Map, marks: L.LayerGroup, all: Point[], many: string): void {
  marks.clearLayers();
  const view = map.getBounds().pad(0.2);
  const rough = new Map<string, Point>();
  for (const { points } of gather(map, all)) {
    if (!view.contains([points[0]![0], points[0]![1]])) continue;
    marks.addLayer(mark(map, points, many));
    for (const point of points) if (point[5]) rough.set(`${point[0]}:${point[1]}`, point);
  }
  for (const [lat, lng, , , , about = 0] of rough.values()) {
    marks.addLayer(L.circle([lat, lng], { radius: about * 1000, className: "about", interactive: false }));
  }
}

function mark(map: L.Map, gathered: Point[], many: string): L.Marker {
  const middle = L.latLngBounds(gathered.map(([lat, lng]) => [lat, lng] as [number, number]));
  const label = gathered.length === 1 ? gathered[0]![3] : many.replace("{n}", String(gathered.length));
  const face = document.createElement("span");
  face.textContent = gathered.length === 1 ? "" : String(gathered.length);
  const marker = L.marker([gathered[0]![0], gathered[0]![1]], {
    icon: L.divIcon({ html: face, className: gathered.length === 1 ? "dot" : "dot many", iconSize: [44, 44] }),
    alt: label,
    title: label,
  });
  const alike = map.getZoom() >= map.getMaxZoom() || middle.getNorthEast().equals(middle.getSouthWest());
  if (gathered.length > 1 && !alike) return marker.on("click", () => map.fitBounds(middle, { padding: [60, 60] }));
  return marker.bindPopup(() => listOf(gathered), { closeButton: false, maxHeight: 240 });
}

function listOf(gathered: Point[]): HTMLElement {
  const list = document.createElement("ul");
  list.className = "at-point";
  for (const [, , href, name, when] of gathered) {
    const line = document.createElement("li");
    const link = document.createElement("a");
    const time = document.createElement("span");
    link.href = href;
    link.textContent = name;
    link.dir = "auto";
    time.textContent = ownTimes(when);
    line.append(link, time);
    list.append(line);
  }
  return list;
}

function buttons(box: HTMLElement, map: L.Map): void {
  const bar = document.createElement("div");
  bar.className = "map-buttons";
  for (const [sign, words, act] of [
    ["+", box.dataset["nearer"], () => map.zoomIn()],
    ["−", box.dataset["further"], () => map.zoomOut()],
  ] as const) {
    const button = document.createElement("button");
    button.type = "button";
    button.textContent = sign;
    button.setAttribute("aria-label", words ?? sign);
    button.addEventListener("click", act);
    bar.append(button);
  }
  L.DomEvent.disableClickPropagation(bar);
  box.append(bar);
}

function startAll(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-map]:not(.leaflet-container)")) start(box);
}

startAll();
document.addEventListener("kith:fresh", startAll);
