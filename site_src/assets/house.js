/* The guide's own script: everything works without it. Search is in search.js. */

/* What a reader chose about looks is kept from page to page; without script it holds for one page. */
(() => {
  "use strict";
  const form = document.querySelector("[data-looks]");
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const write = (key, value) => { try { localStorage.setItem(key, value); } catch { /* private mode */ } };

  function show() {
    for (const name of ["size", "scheme"]) {
      const value = read(`looks.${name}`);
      if (value) root.dataset[name] = value;
    }
    const { size, scheme } = root.dataset;
    form.elements.size.checked = size === "large";
    if (scheme) form.elements.scheme.value = scheme;
  }

  form.addEventListener("change", () => {
    write("looks.size", form.elements.size.checked ? "large" : "normal");
    write("looks.scheme", form.elements.scheme.value);
    show();
  });
  addEventListener("pageshow", show); /* a page that comes back by 后退 may be older than the choice */
})();

/* 我的楼宇: the building a reader kept is offered on every page and filled into the form. */
(() => {
  "use strict";
  const KEY = "building";
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)); } catch { return null; } };
  const write = (value) => { try { localStorage.setItem(KEY, JSON.stringify(value)); } catch { /* private mode */ } };
  const here = document.querySelector("[data-building]")?.dataset;

  function keepButton() {
    const button = document.createElement("button");
    const isKept = () => read()?.id === here.building;
    const say = () => { button.textContent = isKept() ? "已记为我的楼宇，再按取消" : "记为我的楼宇"; };
    button.type = "button";
    button.className = "btn btn--quiet";
    button.addEventListener("click", () => {
      write(isKept() ? null : { id: here.building, name: here.name, url: location.pathname });
      say();
    });
    say();
    document.querySelector("[data-building]").append(button);
  }

  function offer(mine) {
    for (const place of document.querySelectorAll("[data-my-building]")) {
      const link = document.createElement("a");
      link.href = mine.url;
      link.textContent = `我的楼宇：${mine.name}`;
      place.append(link);
    }
    for (const link of document.querySelectorAll('a[href*="requests/new"]')) {
      const target = new URL(link.href);
      if (!target.searchParams.has("building")) target.searchParams.set("building", mine.id);
      link.href = target;
    }
    const field = document.querySelector("select[name=building]");
    const isNew = location.pathname.endsWith("/requests/new"); /* a form that came back is as its sender left it */
    if (isNew && field && !field.value) field.value = [...field.options].some(({ value }) => value === mine.id) ? mine.id : "";
  }

  if (here) keepButton();
  if (read()) offer(read());
})();

/* Long lists are narrowed while typing; without script the page's own search and index do. */
(() => {
  "use strict";
  const field = document.querySelector(".narrow");
  if (!field) return;
  const list = field.closest(".listing");
  const none = list.querySelector(".narrow__none");
  field.hidden = false;
  field.addEventListener("input", ({ target }) => {
    const words = target.value.trim().toLowerCase().split(/\s+/);
    const isIn = (text) => words.every((word) => text.toLowerCase().includes(word));
    const hide = (group, own) => { group.hidden = own.length > 0 && own.every((entry) => entry.hidden); };
    const entries = [...list.querySelectorAll("section li, .items li, .streets a")];
    for (const entry of entries) {
      const heading = entry.closest(".streets > div, section")?.querySelector("dt, h2");
      entry.hidden = !isIn(entry.textContent) && !isIn(heading?.textContent ?? "");
    }
    for (const row of list.querySelectorAll(".streets > div")) hide(row, [...row.querySelectorAll("a")]);
    for (const section of list.querySelectorAll("section")) hide(section, [...section.querySelectorAll("li, .streets a")]);
    for (const jump of list.querySelectorAll(":scope > .jump")) jump.hidden = words[0] !== "";
    none.hidden = entries.some((entry) => !entry.hidden);
  });
})();

/* A form that was left half-filled is offered again; it is forgotten once it is sent. */
(() => {
  "use strict";
  const KEY = "draft";
  const KEPT = ["company", "contact", "phone", "description", "uscc", "email"];
  const read = () => { try { return JSON.parse(localStorage.getItem(KEY)) ?? {}; } catch { return {}; } };
  const write = (value) => { try { localStorage.setItem(KEY, JSON.stringify(value)); } catch { /* private mode */ } };

  function sayFilled(names) {
    const notice = document.createElement("p");
    notice.className = "notice";
    notice.innerHTML = '已填入上次没写完的内容，它只存在这台设备上。 <button class="btn btn--quiet btn--small" type="button">清除</button>';
    notice.lastElementChild.addEventListener("click", () => {
      for (const name of names) form.elements[name].value = "";
      write({});
      notice.remove();
    });
    form.prepend(notice);
  }

  document.querySelector(".error-summary")?.focus();
  document.querySelector('form[action$="/requests"]')?.addEventListener("submit", ({ submitter }) => {
    if (!submitter?.hasAttribute("formaction")) write({}); /* sent; 修改 is not */
  });
  const form = document.querySelector('form[action$="/requests/check"]');
  if (!form) return;
  /* What was searched for and not found comes behind #, see search-worker.js. */
  const asked = new URLSearchParams(location.hash.slice(1)).get("description");
  const kept = read();
  const draft = { ...kept, description: kept.description || asked };
  const empty = KEPT.filter((name) => form.elements[name] && !form.elements[name].value && draft[name]);
  for (const name of empty) form.elements[name].value = draft[name];
  if (empty.some((name) => kept[name])) sayFilled(empty);
  form.addEventListener("input", () => write(Object.fromEntries(KEPT.map((name) => [name, form.elements[name]?.value ?? ""]))));
})();

/* What depends on the day: notices that were hidden until a day was past, and what a period means
   today. The day is China's, which has one time without summer time: a slow phone takes 0.1 s to wake Intl. */
(() => {
  "use strict";
  const today = new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 10);
  const SOON = 60;
  const daysTo = (day) => Math.round((Date.parse(day) - Date.parse(today)) / 864e5);

  function stateOf({ from, to }) {
    if (from && today < from) return ["尚未开始", "due"];
    if (to && today > to) return ["已截止", "stop"];
    if (to && daysTo(to) <= SOON) return [daysTo(to) ? `还剩 ${daysTo(to)} 天` : "今天截止", "due"];
    return ["有效期内", "ok"];
  }

  for (const notice of document.querySelectorAll("[data-after]")) {
    if (notice.dataset.after < today) notice.hidden = false;
  }
  for (const tag of document.querySelectorAll("[data-valid]")) {
    const [words, look] = stateOf(tag.dataset);
    tag.classList.add(`tag--${look}`);
    tag.lastElementChild.prepend(`${words}：`);
  }
})();

/* What is meant to be passed on gets a button; without script it is marked by a tap. */
(() => {
  "use strict";
  for (const source of document.querySelectorAll("[data-copy]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "btn btn--quiet btn--small noprint";
    button.textContent = "复制";
    button.addEventListener("click", () => {
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
      button.textContent = document.execCommand("copy") ? "已复制" : "请长按复制"; /* no clipboard API over http */
    });
    source.after(button);
  }
})();
