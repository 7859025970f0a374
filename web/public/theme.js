// Before anything is drawn: the look the reader chose, so that a dark room is not lit up by a white flash.
try {
  const look = localStorage.getItem('pilotwire.look');
  if (look === 'dark' || look === 'light') document.documentElement.dataset.look = look;
} catch {
  // Storage can be forbidden; then the system's look it is.
}
