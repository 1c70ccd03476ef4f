/* The guide's own script: everything works without it. It brings the theme's search bundle in at the
   first touch of the search box, and lets text that arrives without a key (IME, paste, voice) be searched. */
(() => {
  "use strict";
  const bundle = document.currentScript.dataset.bundle;
  const toggle = document.getElementById("__search");
  const box = document.querySelector("[data-md-component=search-query]");
  let loading = null;

  /* What the theme keeps in an inline script, which our policy forbids. */
  function provideThemeHelpers() {
    const base = JSON.parse(document.getElementById("__config").textContent).base;
    window.__md_scope = new URL(base, location);
    window.__md_hash = (text) => [...text].reduce((sum, c) => (sum << 5) - sum + c.charCodeAt(0), 0);
    window.__md_get = (key, storage = localStorage, scope = window.__md_scope) => {
      try { return JSON.parse(storage.getItem(`${scope.pathname}.${key}`)); } catch { return null; }
    };
    window.__md_set = (key, value, storage = localStorage, scope = window.__md_scope) => {
      try { storage.setItem(`${scope.pathname}.${key}`, JSON.stringify(value)); } catch { /* private mode */ }
    };
  }

  const repeatKey = () => box.dispatchEvent(new Event("keyup"));

  /* The bundle mounts on DOMContentLoaded, which is long past: it is told again. */
  function mount() {
    document.dispatchEvent(new Event("DOMContentLoaded"));
    if (toggle.checked) toggle.dispatchEvent(new Event("change"));
    if (document.activeElement === box) box.dispatchEvent(new Event("focus"));
    if (box.value) repeatKey();
  }

  function loadSearch() {
    loading ??= new Promise((resolve) => {
      provideThemeHelpers();
      const script = document.createElement("script");
      script.src = bundle;
      script.onload = () => { mount(); resolve(); };
      script.onerror = () => { loading = null; };
      document.head.append(script);
    });
    return loading;
  }

  function openSearch(event) {
    event?.preventDefault();
    toggle.checked = true;
    box.focus();
    loadSearch();
  }

  box.addEventListener("focus", loadSearch, { once: true });
  box.addEventListener("input", () => loadSearch().then(repeatKey));
  document.querySelector("[data-open-search]").addEventListener("click", openSearch);
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("input, textarea, select, [contenteditable]");
    if (!loading && !typing && ["/", "f", "s"].includes(event.key) && !event.ctrlKey && !event.metaKey) {
      openSearch(event);
    }
  });
  if (new URLSearchParams(location.search).get("q") && location.pathname.endsWith("/search/")) {
    box.value = new URLSearchParams(location.search).get("q");
    openSearch();
  }
})();
