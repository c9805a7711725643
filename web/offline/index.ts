// Keeps the help page and its style on the device, so that it opens without network once it has been seen. Only the help page loads this.

const worker = "/worker.js";

interface Policy {
  createScriptURL(address: string): string;
}
interface PolicyMaker {
  createPolicy(name: string, rules: Policy): Policy;
}

function trusted(): Policy {
  const rules: Policy = {
    createScriptURL(address) {
      if (address !== worker) throw new TypeError("not a script of this site");
      return address;
    },
  };
  const maker = (window as Window & { trustedTypes?: PolicyMaker }).trustedTypes;
  return maker ? maker.createPolicy("kith", rules) : rules;
}

if ("serviceWorker" in navigator) {
  navigator.serviceWorker
    .register(trusted().createScriptURL(worker))
    .then(() => navigator.serviceWorker.ready)
    .then((ready) => ready.active?.postMessage({ keep: location.pathname + location.search }))
    .catch(() => undefined); // private windows refuse workers; the page is whole without
}
