import './style.css';
import { mount } from 'svelte';
import App from './App.svelte';
import { i18n } from './i18n/index.svelte';
import { station } from './state/station.svelte';

void i18n.start().finally(() => {
  const target = document.getElementById('app');
  if (target !== null) mount(App, { target });
});
station.start();
if ('serviceWorker' in navigator && import.meta.env.PROD) {
  // Without it the page works as well; it only does not open without the station.
  navigator.serviceWorker.register('/worker.js').catch(() => undefined);
}
