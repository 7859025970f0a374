// The site's search runs in a worker, which browsers refuse to a page that is read from a disk. There a hidden frame does
// its work instead. This file's name tells the site builder that it need not fetch one from elsewhere.

function load(window, address) {
  return new Promise((loaded, failed) => {
    const script = window.document.createElement('script');
    script.src = address;
    script.onload = loaded;
    script.onerror = failed;
    window.document.body.append(script);
  });
}

class FrameWorker extends EventTarget {
  constructor(address) {
    super();
    this.frame = document.createElement('iframe');
    this.frame.hidden = true;
    this.inside = new Promise((opened) => {
      this.frame.addEventListener('load', () => opened(this.begin(address)), { once: true });
    });
    document.body.append(this.frame);
  }

  async begin(address) {
    const window = this.frame.contentWindow;
    window.postMessage = (data) => this.dispatchEvent(new MessageEvent('message', { data }));
    window.importScripts = (...addresses) =>
      addresses.reduce((before, one) => before.then(() => load(window, one)), Promise.resolve());
    await load(window, address);
    return window;
  }

  async postMessage(data) {
    (await this.inside).dispatchEvent(new MessageEvent('message', { data }));
  }

  terminate() {
    this.frame.remove();
  }
}

if (location.protocol === 'file:') window.Worker = FrameWorker;
