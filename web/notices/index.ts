// A browser that may show notices: it registers the service worker of this space alone, so that its endpoint is another in every
// space, and hands that over with the page's own form. The page is whole without script but for this.

interface Policy {
  createScriptURL(address: string): string;
}
interface PolicyMaker {
  createPolicy(name: string, rules: Policy): Policy;
}

const form = document.querySelector<HTMLFormElement>("form[data-push]");

function trusted(worker: string): string {
  const rules: Policy = {
    createScriptURL(address) {
      if (!/^\/g\/[0-9a-f-]+\/notices\.js$/.test(address)) throw new TypeError("not a script of a space");
      return address;
    },
  };
  const maker = (window as Window & { trustedTypes?: PolicyMaker }).trustedTypes;
  return (policy ??= maker ? maker.createPolicy("kith", rules) : rules).createScriptURL(worker);
}
let policy: Policy | undefined;

// bytes reads base64url, the form in which the server's key stands in the page.
function bytes(text: string): Uint8Array<ArrayBuffer> {
  const binary = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(binary, (c) => c.charCodeAt(0));
}

function fill(form: HTMLFormElement, name: string, value: string | undefined): void {
  const input = form.querySelector<HTMLInputElement>(`input[name=${name}]`);
  if (!input || !value) throw new Error("nothing to hand over");
  input.value = value;
}

async function subscribe(form: HTMLFormElement): Promise<void> {
  const { push = "", worker = "", scope = "" } = form.dataset;
  if ((await Notification.requestPermission()) !== "granted") throw new Error("not allowed");
  const registration = await navigator.serviceWorker.register(trusted(worker), { scope });
  await started(registration);
  const given = (await registration.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(push) })).toJSON();
  fill(form, "endpoint", given.endpoint);
  fill(form, "p256dh", given.keys?.p256dh);
  fill(form, "auth", given.keys?.auth);
  form.submit();
}

// started waits until the worker of a registration is there: navigator.serviceWorker.ready could mean another's.
function started(registration: ServiceWorkerRegistration): Promise<void> {
  const worker = registration.installing ?? registration.waiting;
  if (registration.active || !worker) return Promise.resolve();
  return new Promise((resolve) => worker.addEventListener("statechange", () => worker.state === "activated" && resolve()));
}

// forget ends what this browser gave for a space. What is not there is forgotten already.
async function forget(scope: string): Promise<void> {
  const registration = await navigator.serviceWorker?.getRegistration(scope);
  if (!registration || new URL(registration.scope).pathname !== scope) return;
  await (await registration.pushManager?.getSubscription())?.unsubscribe();
  await registration.unregister();
}

for (const zone of document.querySelectorAll<HTMLInputElement>("input[data-zone]")) {
  zone.value = Intl.DateTimeFormat().resolvedOptions().timeZone || zone.value;
}

if (form) {
  const able = "serviceWorker" in navigator && "PushManager" in window && "Notification" in window;
  form.hidden = !able;
  const unable = document.querySelector<HTMLElement>("[data-unable]");
  if (unable) unable.hidden = able;
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const failed = form.querySelector<HTMLElement>("[data-failed]");
    if (failed) failed.hidden = true;
    subscribe(form).catch(() => {
      if (failed) failed.hidden = false;
    });
  });
}

for (const ending of document.querySelectorAll<HTMLFormElement>("form[data-unsubscribe]")) {
  ending.addEventListener("submit", (event) => {
    event.preventDefault();
    void forget(ending.dataset.forget ?? "").finally(() => ending.submit());
  });
}
