// Instant results: a change in a search form fetches the same page that a press of its button would open, and puts the
// parts marked data-swap in the place of the old ones. The address changes along; without this script the button does all.

const forms = "form[data-instant]";
const pause = 250; // ms of quiet after a key before the search is asked

// heard tells a screen reader what changed: the heading of the fresh page.
const heard = document.createElement("p");
heard.className = "unseen";
heard.setAttribute("role", "status");
document.body.append(heard);

let waiting: number | undefined;
let asked: XMLHttpRequest | undefined;

type Keep = "push" | "replace" | "none";

// wanted is what a form asks for, without its empty fields.
function wanted(form: HTMLFormElement): URLSearchParams {
  const fields = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value !== "") fields.append(name, value);
  }
  return fields;
}

// ask looks for what a form asks. On a shared device the words travel in the body, and the history learns nothing.
function ask(form: HTMLFormElement, keep: Keep): void {
  const [page = ""] = form.action.split("?");
  const fields = wanted(form);
  if (form.method === "post") {
    look(page, "none", fields);
    return;
  }
  look(fields.size > 0 ? `${page}?${fields}` : page, keep);
}

// look fetches a page as a document: it is parsed by the browser, and its scripts do not run.
function look(to: string, keep: Keep, body?: URLSearchParams): void {
  asked?.abort();
  const request = new XMLHttpRequest();
  asked = request;
  request.open(body ? "POST" : "GET", to);
  request.responseType = "document";
  request.setRequestHeader("Accept", "text/html");
  request.onload = () => {
    const page = request.responseXML;
    if (!page || request.status >= 500) {
      location.assign(to);
      return;
    }
    const heading = page.querySelector("h1")?.textContent ?? "";
    swap(page);
    document.title = page.title;
    heard.textContent = heading;
    if (keep === "push") history.pushState({ instant: true }, "", to);
    if (keep === "replace") history.replaceState({ instant: true }, "", to);
  };
  request.onerror = () => location.assign(to);
  request.send(body ?? null);
}

// swap replaces the marked parts and keeps what is open and where the person is.
function swap(page: Document): void {
  const focus = place(document.activeElement);
  for (const old of document.querySelectorAll<HTMLElement>("[data-swap]")) {
    const fresh = page.querySelector<HTMLElement>(`[data-swap="${CSS.escape(old.dataset["swap"] ?? "")}"]`);
    if (!fresh || (old.dataset["swap"] === "ask" && old.contains(document.activeElement))) continue;
    const opened = [...old.querySelectorAll("details")].map((d) => d.open);
    if (old instanceof HTMLDetailsElement && fresh instanceof HTMLDetailsElement) fresh.open = old.open;
    fresh.querySelectorAll("details").forEach((d, i) => (d.open = opened[i] ?? false));
    old.replaceWith(document.adoptNode(fresh));
  }
  document.dispatchEvent(new Event("kith:fresh"));
  if (focus) document.querySelector<HTMLElement>(focus)?.focus({ preventScroll: true });
}

// place is a selector that finds the focused control again in the fresh page.
function place(element: Element | null): string | undefined {
  if (element instanceof HTMLInputElement && element.name) {
    const value = element.type === "checkbox" || element.type === "radio" ? `[value="${CSS.escape(element.value)}"]` : "";
    return `input[name="${CSS.escape(element.name)}"]:not([type="hidden"])${value}`;
  }
  return undefined;
}

document.addEventListener("change", (event) => {
  const control = event.target;
  if (!(control instanceof HTMLInputElement || control instanceof HTMLSelectElement)) return;
  const form = control.closest<HTMLFormElement>(forms);
  if (form && control.type !== "search") ask(form, "push");
});

document.addEventListener("input", (event) => {
  const control = event.target;
  if (!(control instanceof HTMLInputElement) || control.type !== "search") return;
  const form = control.closest<HTMLFormElement>(forms);
  if (!form) return;
  clearTimeout(waiting);
  waiting = window.setTimeout(() => ask(form, "replace"), pause);
});

window.addEventListener("popstate", () => look(location.href, "none"));
