// Runs before anything else on the page: takes the slip out of the address and out of the history.
// `takeFragment()` hands it over once; it is kept nowhere else. The page's own anchor, its skip link, is left alone.

(() => {
  if (window.takeFragment) return;
  let held = '';

  function wipe() {
    if (location.hash === '#main') return;
    if (location.hash.length > 1) held = location.hash.slice(1);
    if (location.hash) history.replaceState(null, '', location.pathname + location.search);
  }

  wipe();
  window.addEventListener('hashchange', wipe);
  window.takeFragment = () => {
    const taken = held;
    held = '';
    return taken;
  };
})();
