// The next dates of a schedule, shown while it is being written. Without script the button "Show dates" does the same.

interface Preview {
  says: string;
  dates: { at: string; text: string }[];
  problems: string[];
}

const pause = 300; // milliseconds after the last key
const box = document.querySelector<HTMLElement>("[data-preview]");
const form = box?.closest("form");
let waiting: ReturnType<typeof setTimeout> | undefined;
let asked: AbortController | undefined;

function lines(preview: Preview): HTMLElement[] {
  const says = document.createElement("p");
  says.textContent = preview.says;
  const problems = preview.problems.map((text) => {
    const p = document.createElement("p");
    p.className = "error";
    p.textContent = text;
    return p;
  });
  const list = document.createElement("ol");
  list.className = "dates";
  list.setAttribute("role", "list");
  for (const date of preview.dates) {
    const time = document.createElement("time");
    time.dateTime = date.at;
    time.textContent = date.text;
    const item = document.createElement("li");
    item.append(time);
    list.append(item);
  }
  return [...(preview.says ? [says] : []), ...problems, ...(preview.dates.length > 0 ? [list] : [])];
}

async function show(box: HTMLElement, form: HTMLFormElement): Promise<void> {
  asked?.abort();
  asked = new AbortController();
  try {
    const body = new URLSearchParams();
    for (const [name, value] of new FormData(form)) if (typeof value === "string") body.append(name, value);
    const response = await fetch(box.dataset.preview ?? "", { method: "POST", body, signal: asked.signal, headers: { Accept: "application/json" } });
    if (response.ok) box.replaceChildren(...lines((await response.json()) as Preview));
  } catch {
    // Another key came, or there is no network: the button is still there.
  }
}

if (box && form) {
  form.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(() => void show(box, form), pause);
  });
}
