// The service worker of one space shows that there is something new. It stores nothing, answers no request, and knows no more of
// what happened than its words say.

const scope = self as unknown as ServiceWorkerGlobalScope;

interface Pushed {
  text: string;
  open: boolean;
}

scope.addEventListener("push", (event) => {
  const pushed = event.data?.json() as Pushed | undefined;
  if (!pushed) return;
  event.waitUntil(scope.registration.showNotification(pushed.text, { tag: "kith", data: pushed.open }));
});

scope.addEventListener("notificationclick", (event) => {
  event.notification.close();
  if (event.notification.data === true) event.waitUntil(scope.clients.openWindow(scope.registration.scope));
});
