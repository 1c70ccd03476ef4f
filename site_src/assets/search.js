/* Search: a dialog on every page, and the results page at /search/?q=… What is typed goes to a worker in this
   browser; that page's address goes to the intake, which answers it where it can. */
(() => {
  "use strict";
  const here = document.currentScript.src;
  const base = new URL("../", here);
  const RESULTS = new URL("search/", base);
  const PATIENCE = 10000; /* milliseconds until we say that nothing comes */
  const LONGEST = 200; /* characters of a question that are looked at */
  const BROKEN = { items: [], kinds: [], sentence: "搜索暂时用不了，请检查网络后再试。" };

  function element(name, content, attributes = {}) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...content);
    return made;
  }

  /** Start a worker at the first question; of its answers only those to the latest question are shown. */
  function engine() {
    let worker = null;
    let latest = {};
    let clock = 0;

    function answer(data) {
      clearTimeout(clock);
      latest.show?.(data.isBroken ? BROKEN : data);
    }

    function wake() {
      worker = new Worker(new URL("search-worker.js", here));
      worker.onerror = () => { worker = null; answer(BROKEN); };
      worker.onmessage = ({ data: { type, data } }) => { if (type === 3 && data.text === latest.text) answer(data); };
      worker.postMessage({ type: 0 }); /* the index comes before the first word is there */
    }

    return (text, kind, show) => {
      if (!worker) wake();
      latest = { text, show };
      clearTimeout(clock);
      if (!text) return;
      clock = setTimeout(answer, PATIENCE, BROKEN);
      worker.postMessage({ type: 2, data: { text, kind } });
    };
  }

  /* ---- Answers: a sentence that is read out, the kinds to choose from, the pages, the ways on ---- */

  function kindLink(query, [folder, name, number], chosen) {
    const asked = new URLSearchParams({ q: query, kind: folder });
    const link = element("a", [`${name}（${number}）`], { href: `${RESULTS}?${asked}` });
    if (folder === chosen) link.setAttribute("aria-current", "true");
    return element("li", [link]);
  }

  /* The worker has escaped titles and texts; only its own <mark> is markup. */
  const marked = (name, innerHTML) => element(name, [], { innerHTML });

  function pageLink({ location, title, text }) {
    const href = new URL(location, base);
    return element("li", [element("a", [marked("strong", title), marked("span", text)], { href })]);
  }

  /** Ways on from an answer. The form takes what was asked behind #, which no server is sent. */
  function waysOn(query, isFound) {
    const form = new URL(document.querySelector(".top__ask").href);
    form.hash = new URLSearchParams({ description: query });
    const way = (words, href, look) => element("a", [words], { href, className: `btn ${look}` });
    if (isFound) return [way("都不是？把它写成诉求", form, "btn--quiet")];
    return [way("把它写成诉求", form, ""), way("全部内容索引", RESULTS, "btn--quiet")];
  }

  /** Make a place for answers; what is returned asks there, and shows what comes, once for each question. */
  function answersIn(place, kind) {
    place.innerHTML = `<p class="lead" role="status" data-search-status></p>
      <ul class="jump" aria-label="按种类筛选" data-search-kinds></ul>
      <ol class="items items--ranked" data-search-list></ol><p class="actions" data-search-ways></p>`;
    const [status, kindList, list, ways] = place.children;
    const ask = engine();

    function fill(sentence, kinds = [], pages = [], further = []) {
      if (status.textContent !== sentence) status.textContent = sentence; /* or it is read out again */
      const focused = place.contains(document.activeElement) && document.activeElement.href;
      kindList.replaceChildren(...kinds);
      list.replaceChildren(...pages);
      ways.replaceChildren(...further);
      if (focused) stayOn(focused);
    }

    /** Who stands on a page while another answer comes stays there, or on the first. */
    function stayOn(href) {
      const links = [...place.querySelectorAll("a")];
      (links.find((link) => link.href === href) ?? links[0])?.focus();
    }

    function show(query, { items, kinds, sentence }) {
      const isFound = items.length > 0;
      const links = kinds.map((each) => kindLink(query, each, kind));
      fill(sentence, links, items.map(([page]) => pageLink(page)), waysOn(query, isFound));
      return isFound;
    }

    /* Half a word that is being composed finds what its letters spell, or leaves everything as it was. */
    return (words, { isComposing = false, whenShown = () => {} } = {}) => {
      const query = words.trim().slice(0, LONGEST);
      if (!query) fill("写几个字就开始找。");
      else if (!list.children.length && !isComposing) fill("正在找…");
      ask(query, kind, (data) => {
        if (data.items.length || !isComposing) whenShown(show(query, data));
      });
    };
  }

  /* ---- The results page ---- */

  function showResults(form) {
    const asked = new URLSearchParams(location.search);
    const query = (asked.get("q") ?? "").trim();
    const part = (name) => document.querySelector(`[data-search-${name}]`);
    form.elements.q.value = query;
    if (!query || !part("results")) return; /* the intake has answered */
    part("title").textContent = `搜索“${query.slice(0, 40)}”`;
    document.title = document.title.replace(/^[^·]+/, `${part("title").textContent} `);
    part("results").hidden = false;
    const whenShown = (isFound) => part("all")?.toggleAttribute("hidden", isFound);
    answersIn(part("results"), asked.get("kind") ?? "")(query, { whenShown });
  }

  /* ---- The dialog ---- */

  let dialog = null;
  let box = null;
  let opener = null; /* the box on the page in which a question was begun */
  let find = null;

  const search = ({ isComposing } = {}) => find(box.value, { isComposing });

  /** Down and up go through the results, from the box and back to it. */
  function step(event) {
    const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!by || event.isComposing) return;
    const found = "[data-search-list] a, [data-search-ways] a";
    const stops = [box, ...dialog.querySelectorAll(found)];
    const next = stops[stops.indexOf(document.activeElement) + by];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  function makeDialog() {
    document.body.insertAdjacentHTML("beforeend", `<dialog class="search" aria-label="搜索">
      <form class="search__form" action="${RESULTS}" role="search">
        <input class="input" name="q" aria-label="搜楼宇、事项、部门、术语" placeholder="搜楼宇、事项、部门、术语" required
          maxlength="${LONGEST}" autocapitalize="none" autocomplete="off" spellcheck="false" enterkeyhint="search">
        <input type="hidden" name="kind">
        <button class="btn btn--quiet btn--small" type="button">关闭</button>
      </form><div class="search__answers"></div></dialog>`);
    dialog = document.body.lastElementChild;
    box = dialog.querySelector("input");
    const answers = dialog.lastElementChild;
    find = answersIn(answers);
    answers.append(answers.querySelector("[data-search-kinds]")); /* here what is found comes first */
    box.addEventListener("input", search);
    box.addEventListener("compositionend", () => search());
    dialog.addEventListener("keydown", step);
    dialog.addEventListener("close", () => { if (opener) opener.value = box.value; });
    dialog.addEventListener("click", ({ target }) => {
      if (target === dialog || target.matches("button")) dialog.close(); /* beside it is the dialog too */
    });
  }

  /** Open the dialog, with what was already typed in a box of the page and the caret where it was. */
  function open(from = null) {
    if (!dialog) makeDialog();
    opener = from ?? opener;
    if (from) box.value = from.value;
    if (!dialog.open) dialog.showModal();
    box.focus();
    if (from) box.setSelectionRange(from.selectionStart, from.selectionEnd);
    else box.select();
    search();
  }

  /* ---- Ways into it ---- */

  function openByLink(link) {
    link.setAttribute("aria-haspopup", "dialog");
    link.addEventListener("click", (event) => {
      if (event.ctrlKey || event.metaKey || event.shiftKey) return; /* another tab, another window */
      event.preventDefault();
      open();
    });
  }

  /* A box opens it by a tap or by the first words, not by the way of the Tab key through the page; words
     that are being composed stay until they are whole. */
  function openByBox(field) {
    const openFrom = () => open(field);
    field.addEventListener("click", openFrom);
    field.addEventListener("input", (event) => { if (!event.isComposing) openFrom(); });
    field.addEventListener("compositionend", openFrom);
    if (document.activeElement === field && field.value) openFrom(); /* typed before this script was there */
  }

  function openByKey(event) {
    const isTyping = event.target.closest("input, textarea, select, [contenteditable]");
    if (event.key !== "/" || isTyping || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    open();
  }

  document.querySelectorAll("[data-search-form]").forEach(showResults);
  if (!window.HTMLDialogElement) return; /* links and boxes lead to the results page */
  document.querySelectorAll("[data-search-open]").forEach(openByLink);
  document.querySelectorAll("[data-search-box]").forEach(openByBox);
  document.addEventListener("keydown", openByKey);
})();
