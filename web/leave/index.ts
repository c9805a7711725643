// Leave this page fast: the button, or Shift three times within two seconds. The page is covered at once, its entry in the
// history is replaced, and a neutral page opens. Without script the button is a plain link to that page.

const link = document.querySelector<HTMLAnchorElement>("a[data-leave]");
const within = 2000;
let presses: number[] = [];

function leave(to: string): void {
  const cover = document.createElement("div");
  cover.className = "cover";
  document.body.replaceChildren(cover);
  document.title = "\u200b";
  location.replace(to);
}

if (link) {
  link.addEventListener("click", (event) => {
    event.preventDefault();
    leave(link.href);
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Shift") {
      presses = [];
      return;
    }
    if (event.repeat) return;
    presses = [...presses.filter((at) => event.timeStamp - at < within), event.timeStamp];
    if (presses.length >= 3) leave(link.href);
  });
}

// A page left this way must not come back, filled, from the browser's page cache.
window.addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector(".cover")) location.reload();
});
