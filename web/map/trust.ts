// Leaflet asks, when it is loaded, whether the browser draws inline SVG and VML, by writing these two texts into an element
// of its own. The page refuses texts as HTML (Trusted Types); this lets exactly these two pass, and nothing else.

const harmless = ["<svg/>", '<v:shape adj="1"/>'];

interface Rules {
  createHTML(text: string): string;
}

(window as Window & { trustedTypes?: { createPolicy(name: string, rules: Rules): void } }).trustedTypes?.createPolicy("default", {
  createHTML(text) {
    if (!harmless.includes(text)) throw new TypeError("not as HTML");
    return text;
  },
});
