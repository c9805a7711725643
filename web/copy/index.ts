import { tell } from "./tell";

// Copies a text, such as an address, and says so. The button is hidden until this script can do that.

for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-copy]")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(button.dataset["copy"] ?? "");
    tell(button, button.dataset["copied"]);
  });
}
