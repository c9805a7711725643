import { tell } from "../copy/tell";

// What one can do with the page of a meeting: print it, or hand its address on. The buttons are hidden until this script
// can do that.

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => print());
}

// share asks the device; where it has no way of its own the address is copied.
async function share(button: HTMLButtonElement): Promise<void> {
  const url = location.origin + location.pathname;
  if ("share" in navigator) {
    await navigator.share({ url, title: document.querySelector("h1")?.textContent ?? "" }).catch(() => undefined); // the person thought better of it
    return;
  }
  await (navigator as Navigator).clipboard.writeText(url);
  tell(button, button.dataset["shared"]);
}

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-share]")) {
  if (!("share" in navigator) && !(navigator as Navigator).clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", () => void share(button));
}
