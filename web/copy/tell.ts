/**
 * Says on a button what it has done, and aloud beside it: a screen reader leaves a status inside a button out of the button's
 * name.
 */
export function tell(button: HTMLButtonElement, words = ""): void {
  for (const element of [button.querySelector("span"), button.nextElementSibling]) if (element) element.textContent = words;
}
