// Near me: asks the browser for the place, with its own question to the person, and rounds it to about a kilometre before
// anything is sent. The button is hidden until this script can do that.

const places = 2; // digits after the point: 0.01 degree is 1.1 km or less

function offer(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("button[data-near][hidden]")) {
    const form = button.form;
    if (!form || !("geolocation" in navigator)) continue;
    button.hidden = false;
    button.addEventListener("click", () => look(button, form));
  }
}

function look(button: HTMLButtonElement, form: HTMLFormElement): void {
  button.disabled = true;
  navigator.geolocation.getCurrentPosition(
    ({ coords }) => {
      put(form, "lat", coords.latitude.toFixed(places));
      put(form, "lng", coords.longitude.toFixed(places));
      form.requestSubmit();
    },
    () => {
      button.disabled = false;
      button.textContent = button.dataset["failed"] ?? "";
    },
    { enableHighAccuracy: false, timeout: 15000, maximumAge: 600000 },
  );
}

function put(form: HTMLFormElement, name: string, value: string): void {
  const known = form.elements.namedItem(name);
  const input = known instanceof HTMLInputElement ? known : document.createElement("input");
  input.type = "hidden";
  input.name = name;
  input.value = value;
  if (!known) form.append(input);
}

offer();
document.addEventListener("kith:fresh", offer);
