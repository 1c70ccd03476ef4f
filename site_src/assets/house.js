/* The guide's own script: everything works without it. Search is in search.js. */
(() => {
  "use strict";

  const all = (selector, within = document) => [...within.querySelectorAll(selector)];

  /* What is kept on this device, or in this tab; a browser that keeps nothing (private mode) is no fault. */
  const DEVICE = "localStorage";
  const TAB = "sessionStorage";
  const kept = (key, where = DEVICE) => {
    try { return JSON.parse(window[where].getItem(key)); } catch { return null; }
  };
  const keep = (key, value, where = DEVICE) => {
    try { window[where].setItem(key, JSON.stringify(value)); } catch { /* not kept */ }
  };

  function button(words, look, act) {
    const made = Object.assign(document.createElement("button"), { type: "button", textContent: words });
    made.className = `btn btn--quiet ${look}`;
    made.addEventListener("click", act);
    return made;
  }

  /* ---- Looks: what a reader chose is kept from page to page; without script it holds for one page ---- */

  function showLooks({ elements }) {
    const { size, scheme } = kept("looks") ?? {};
    if (size) document.documentElement.dataset.size = size;
    if (scheme) document.documentElement.dataset.scheme = scheme;
    elements.size.checked = size === "large";
    if (scheme) elements.scheme.value = scheme;
  }

  function looks(form) {
    const { elements } = form;
    const choose = () => {
      keep("looks", { size: elements.size.checked ? "large" : "normal", scheme: elements.scheme.value });
      showLooks(form);
    };
    for (const field of elements) field.addEventListener("change", choose); /* 大字 stands outside, in the header */
    addEventListener("pageshow", () => showLooks(form)); /* a page that comes back by 后退 may be older than the choice */
  }

  /* ---- 我的楼宇: the building a reader kept is offered on every page and filled into the form ---- */

  function keepButton(place) {
    const { building: id, name } = place.dataset;
    const isKept = () => kept("building")?.id === id;
    const words = () => (isKept() ? "✓ 我的楼宇　取消" : "记为我的楼宇");
    const made = button(words(), "", () => {
      keep("building", isKept() ? null : { id, name, url: location.pathname });
      made.textContent = words();
    });
    place.append(made);
  }

  function offer({ url, name }, place) {
    place.append(Object.assign(document.createElement("a"), { href: url, textContent: `我的楼宇：${name}` }));
  }

  function carry({ id }, link) {
    const target = new URL(link.href);
    if (!target.searchParams.has("building")) target.searchParams.set("building", id);
    link.href = target;
  }

  function fillIn({ name }, field) {
    if (!field.value && isNew()) field.value = name;
  }

  function myBuilding() {
    all("[data-building]").slice(0, 1).forEach(keepButton);
    const mine = kept("building");
    if (!mine) return;
    all("[data-my-building]").forEach((place) => offer(mine, place));
    all('a[href*="requests/new"]').forEach((link) => carry(mine, link));
    all("input[name=building_other][list]").forEach((field) => fillIn(mine, field));
  }

  /* ---- Long lists are narrowed while typing; without script the page's own search and index do ---- */

  /** Tell whether a text, or its reading from the start of a syllable, has a word: 金茂, jinmao, jmds. */
  function has(text, word) {
    const syllables = text.split(/\s+/);
    const initials = syllables.map((syllable) => syllable[0] ?? " ").join("");
    const read = (_, n) => syllables.slice(n).join("").startsWith(word) || initials.startsWith(word, n);
    return text.includes(word) || (/^[a-z]+$/.test(word) && syllables.some(read));
  }

  function narrow(list, words) {
    const isIn = (text) => words.every((word) => has(text.toLowerCase(), word));
    const entries = all("section li, .items li", list);
    for (const entry of entries) {
      const heading = entry.closest("section")?.querySelector("h2");
      entry.hidden = !isIn(`${entry.textContent} ${entry.dataset.also ?? ""} ${heading?.textContent ?? ""}`);
    }
    for (const section of all("section", list)) {
      const own = all("li", section);
      section.hidden = own.length > 0 && own.every((entry) => entry.hidden);
      section.firstElementChild.open = words[0] !== "";
    }
    for (const jump of all(":scope > .jump", list)) jump.hidden = words[0] !== "";
    list.querySelector(".narrow__none").hidden = entries.some((entry) => !entry.hidden);
  }

  function narrowing(field) {
    field.hidden = false;
    const pairs = field.dataset.traditional.matchAll(/(.)(.)/gu); /* as in search-language.js */
    const simplified = new Map([...pairs].map(([, one, other]) => [one, other]));
    const narrowTo = ({ target }) => {
      const simple = target.value.replace(/./gu, (sign) => simplified.get(sign) ?? sign);
      narrow(field.closest(".listing"), simple.trim().toLowerCase().split(/\s+/));
    };
    field.addEventListener("input", (event) => { if (!event.isComposing) narrowTo(event); }); /* half a word is none */
    field.addEventListener("compositionend", narrowTo);
  }

  /* ---- A form that was left half-filled is offered again; it is forgotten once it is sent ---- */

  const CHOSEN = ["service", "need"];
  const DRAFTED = [...CHOSEN, "description", "company", "building_other", "uscc", "reply_by"];
  const PERSONAL = ["contact", "phone", "email"]; /* only until the tab is closed */
  const DRAFT_LASTS = 7 * 864e5; /* ms; a message of form.yaml says so, and nothing agrees to anything here */

  function forgetDraft() {
    for (const where of [DEVICE, TAB]) keep("draft", null, where);
  }

  /* On every page: what is too old goes as soon as anybody comes by. */
  function draftOf() {
    const draft = kept("draft");
    const age = Date.now() - draft?.at;
    if (draft && !(age >= 0 && age < DRAFT_LASTS)) forgetDraft();
    return { ...kept("draft")?.values, ...kept("draft", TAB) };
  }

  const draftedIn = (form) => [...DRAFTED, ...all("[name^='answers.']", form).map(({ name }) => name)];

  function keepDraft(form) {
    const valuesOf = (names) => Object.fromEntries(names.map((name) => [name, form.elements[name]?.value ?? ""]));
    keep("draft", { at: Date.now(), values: valuesOf(draftedIn(form)) });
    keep("draft", valuesOf(PERSONAL), TAB);
  }

  /* A form that came back is as its sender left it. */
  const isNew = () => location.pathname.endsWith("/requests/new");

  function fillDraft(form) {
    const { elements } = form;
    const draft = isNew() ? draftOf() : {};
    const chosen = CHOSEN.flatMap((name) => (draft[name] ? `${name}=${draft[name]}` : []));
    if (chosen[0] && !location.search && !location.hash) return location.replace(`?${chosen.join("&")}#again`);
    const drafted = [...draftedIn(form), ...PERSONAL];
    const empty = drafted.filter((name) => draft[name] && elements[name] && !elements[name].value);
    for (const name of empty) elements[name].value = draft[name];
    const notice = form.querySelector("[data-drafted]");
    notice.hidden = !empty.length;
    notice.append(button("清除", "btn--small", () => {
      for (const name of empty) elements[name].value = "";
      forgetDraft();
      notice.hidden = true;
      if (location.hash === "#again") location.replace(location.pathname);
    }));
  }

  /* What was searched for and not found comes behind #, see search-worker.js; so may anything in anybody's link. */
  function fillCarried({ elements: { description } }) {
    const carried = new URLSearchParams(location.hash.slice(1)).get("description");
    if (!carried || description.value.includes(carried)) return;
    description.value = `${description.value}\n${carried}`.trim(); /* what was typed before stays */
    const notice = document.querySelector("[data-carried]");
    notice.hidden = false;
    description.before(notice);
    const others = description.getAttribute("aria-describedby") ?? "";
    description.setAttribute("aria-describedby", `${others} ${notice.id}`.trim());
  }

  function drafting(form) {
    all("[data-draft]", form).forEach((notice) => { notice.hidden = false; });
    fillDraft(form);
    fillCarried(form);
    form.addEventListener("input", () => keepDraft(form));
  }

  function forgetting(form) {
    form.addEventListener("submit", ({ submitter }) => {
      if (!submitter?.hasAttribute("formaction")) forgetDraft(); /* sent; 修改 is not */
    });
  }

  /* ---- What depends on the day: notices hidden until a day is past, and what a period means today ---- */

  const SOON = 60; /* days */
  /* The day is China's, which has one time without summer time: a slow phone takes 0.1 s to wake Intl. */
  const today = new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 10);
  const daysTo = (day) => Math.round((Date.parse(day) - Date.parse(today)) / 864e5);

  function stateOf({ from, to }) {
    if (from && today < from) return ["尚未开始", "due"];
    if (to && today > to) return ["已截止", "stop"];
    if (to && daysTo(to) <= SOON) return [daysTo(to) ? `还剩 ${daysTo(to)} 天` : "今天截止", "due"];
    return ["有效期内", "ok"];
  }

  function sayState(tag) {
    const [words, look] = stateOf(tag.dataset);
    tag.classList.add(`tag--${look}`);
    tag.lastElementChild.prepend(`${words}：`);
  }

  function showPast(notice) {
    if (notice.dataset.after < today) notice.hidden = false;
  }

  /* ---- Passing on: copied by a tap ---- */

  const SAID = 3000; /* ms */

  function copy(source, made, words) {
    if (source.select) source.select();
    else getSelection().selectAllChildren(source);
    made.ariaLive = "polite";
    made.textContent = document.execCommand("copy") ? "已复制" : "请长按复制"; /* no clipboard API over http */
    setTimeout(() => { made.textContent = words; }, SAID);
  }

  function copyButton(source) {
    const made = button("复制", "btn--small noprint", () => copy(source, made, "复制"));
    source.after(made);
  }

  function copies(details) {
    const [summary, source] = details.children;
    const words = summary.textContent;
    summary.addEventListener("click", (event) => {
      event.preventDefault();
      details.open = !details.open;
      if (details.open) copy(source, summary, words);
    });
  }

  function prints(made) {
    made.hidden = false;
    made.addEventListener("click", () => print());
  }

  /* ---- Papers that are ready stay ticked on this device, page by page ---- */

  function ticking(list) {
    const boxes = all("input", list);
    const page = list.dataset.ticks || location.pathname;
    const ready = new Set(kept("ticks")?.[page]);
    for (const box of boxes) box.checked = ready.has(box.name);
    list.addEventListener("change", () => {
      const names = boxes.filter((box) => box.checked).map((box) => box.name);
      const { [page]: _, ...others } = kept("ticks") ?? {};
      keep("ticks", names.length ? { ...others, [page]: names } : others);
      tell(list, boxes);
    });
    tell(list, boxes);
  }

  function tell(list, boxes) {
    const told = list.closest("section").querySelector("[data-ticked]");
    const number = boxes.filter((box) => box.checked).length;
    if (told && number) told.textContent = `备好 ${number} 样，共 ${boxes.length} 样`;
    else if (told) told.textContent = told.dataset.ticked;
  }

  all("[data-looks]").forEach(looks);
  myBuilding();
  all(".narrow").forEach(narrowing);
  document.querySelector(".error-summary")?.focus();
  draftOf();
  all('form[action$="/requests"]').forEach(forgetting);
  all('form[action$="/requests/check"]').forEach(drafting);
  all("[data-after]").forEach(showPast);
  all("[data-until]").forEach((entry) => { entry.hidden = entry.dataset.until < today; });
  all("[data-valid]").forEach(sayState);
  all("[data-copy]").forEach(copyButton);
  all("[data-copies]").forEach(copies);
  all("[data-print]").forEach(prints);
  all("[data-ticks]").forEach(ticking);
})();
