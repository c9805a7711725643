// The service worker keeps one thing: the help page in the languages and countries it was seen in, and the files that page
// needs. Nothing else that a person looks at is stored.

const scope = self as unknown as ServiceWorkerGlobalScope;

const shelf = "help-1";
const helpPage = /^(\/[A-Za-z-]+)?\/help$/;
const asset = /\/assets\/[\w.-]+\.(?:css|svg|woff2)/g;

// keep stores a help page and, from its text and its stylesheet, the files it names.
async function keep(address: string, answer: Response): Promise<void> {
  const cache = await caches.open(shelf);
  const page = await answer.clone().text();
  await cache.put(address, answer);
  const files = new Set(page.match(asset) ?? []);
  for (const style of [...files].filter((name) => name.endsWith(".css"))) {
    const text = await (await fetch(style)).text();
    for (const font of text.match(asset) ?? []) files.add(font);
  }
  await cache.addAll([...files]);
}

async function help(request: Request): Promise<Response> {
  const address = new URL(request.url);
  try {
    const answer = await fetch(request);
    if (answer.ok) await keep(address.pathname + address.search, answer.clone()).catch(() => undefined);
    return answer;
  } catch (offline) {
    const cache = await caches.open(shelf);
    const kept =
      (await cache.match(address.pathname + address.search)) ?? (await cache.match(request, { ignoreSearch: true })) ?? (await cache.match("/help"));
    if (kept) return kept;
    throw offline;
  }
}

async function file(request: Request): Promise<Response> {
  const kept = await (await caches.open(shelf)).match(request);
  return kept ?? fetch(request);
}

scope.addEventListener("install", () => void scope.skipWaiting());
scope.addEventListener("activate", (event) => event.waitUntil(scope.clients.claim()));

scope.addEventListener("message", (event) => {
  const address: unknown = event.data?.keep;
  if (typeof address !== "string" || !helpPage.test(address.split("?")[0] ?? "")) return;
  event.waitUntil(fetch(address).then((answer) => (answer.ok ? keep(address, answer) : undefined)));
});

scope.addEventListener("fetch", (event) => {
  const request = event.request;
  const address = new URL(request.url);
  if (request.method !== "GET" || address.origin !== scope.location.origin) return;
  if (helpPage.test(address.pathname)) event.respondWith(help(request));
  else if (address.pathname.startsWith("/assets/")) event.respondWith(file(request));
});
