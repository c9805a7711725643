// Times and lengths in the way of the reader's own region, where that differs from the page's: a clock of twelve hours,
// miles and feet. Pages are the same for everybody and come from caches, so it is done here.

/** isolate keeps the order within a time or a length where the page runs from the right. */
export const isolate = (text: string): string => (document.documentElement.dir === "rtl" ? `\u2068${text}\u2069` : text);

const reader = new Intl.Locale(new Intl.DateTimeFormat().resolvedOptions().locale);

/** The page's language as it is written in the reader's region. */
export const own = new Intl.Locale(document.documentElement.lang || "en", reader.region ? { region: reader.region } : {}).toString();
const twelve = !!reader.region && new Intl.DateTimeFormat(own, { hour: "numeric" }).resolvedOptions().hourCycle === "h12";

/** Whether roads are measured in miles, after the unit preferences of CLDR (length, road). */
export const miles = ["US", "GB"].includes(reader.region ?? "");

const clock = new Intl.DateTimeFormat(own, { hour: "numeric", minute: "2-digit", timeZone: "UTC" });
const times = /\b([01]\d|2[0-3]):([0-5]\d)\b(?!\s?[ap]\.?\s?m)/giu;
const kilometres = /(?<![\d.,])(\d+(?:[.,]\d)?) (km|m)$/u;

/** ownTimes writes the times in a text on the reader's clock. */
export function ownTimes(text: string): string {
  if (!twelve) return text;
  return text.replace(times, (_, hour: string, minute: string) => isolate(clock.format(Date.UTC(2000, 0, 1, Number(hour), Number(minute)))));
}

/** ownLength writes the length at the end of a text in miles. */
export function ownLength(text: string): string {
  if (!miles) return text;
  return text.replace(kilometres, (_, number: string, unit: string) => {
    const many = Number(number.replace(",", ".")) / (unit === "km" ? 1.609344 : 1609.344);
    const style = { style: "unit", unit: "mile", unitDisplay: "short", maximumFractionDigits: many < 2 || (many < 9.95 && /[.,]/.test(number)) ? 1 : 0 } as const;
    return isolate(new Intl.NumberFormat(own, style).format(Math.max(many, 0.1)));
  });
}

/** rewrite changes the texts inside the elements that a selector finds. */
export function rewrite(selector: string, change: (text: string) => string): void {
  for (const element of document.querySelectorAll(selector)) {
    const texts = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      const node = texts.currentNode as Text;
      const changed = change(node.data.trimEnd());
      if (changed !== node.data.trimEnd()) node.data = changed;
    }
  }
}
