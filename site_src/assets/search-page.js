/* The results page: /search/?q=… shows answers in place of the index, /search/?q=…&kind=… those of one kind.
   Both are plain addresses, so that they can be shared; what is asked goes to the worker, never to a server. */
(() => {
  "use strict";
  const PATIENCE = 10000; /* milliseconds until we say that nothing comes */
  const config = JSON.parse(document.getElementById("__config").textContent);
  const asked = new URLSearchParams(location.search);
  const query = (asked.get("q") ?? "").trim();
  const part = (name) => document.querySelector(`[data-search-${name}]`);

  part("form").hidden = false;
  part("form").elements.q.value = query;
  if (!query) return;

  part("title").textContent = `搜索“${query.slice(0, 40)}”`;
  document.title = document.title.replace(/^[^·]+/, `${part("title").textContent} `);
  part("results").hidden = false;
  part("status").textContent = "正在找…";

  function element(name, content, attributes = {}) {
    const made = Object.assign(document.createElement(name), attributes);
    made.append(...content);
    return made;
  }

  /* The worker has escaped titles and texts; only its own <mark> is markup. */
  const marked = (name, html) => element(name, [], { innerHTML: html });

  function showKinds(kinds, chosen) {
    const choice = (folder, name, number) => {
      const address = new URLSearchParams(folder ? { q: query, kind: folder } : { q: query });
      const link = element("a", [`${name}（${number}）`], { href: `?${address}` });
      if (folder === chosen) link.setAttribute("aria-current", "true");
      return element("li", [link]);
    };
    const all = kinds.reduce((total, [, , number]) => total + number, 0);
    part("kinds").replaceChildren(choice("", "全部", all), ...kinds.map((kind) => choice(...kind)));
  }

  function showList(results) {
    const rows = results.map((result) => {
      const link = element("a", [marked("strong", result.title), marked("span", result.text)],
        { href: new URL(result.location, new URL(config.base, location)) });
      return element("li", [link]);
    });
    part("list").replaceChildren(...rows);
  }

  const sentenceFor = (results, number) => {
    if (!results.length) return `没有找到“${query.slice(0, 40)}”。`;
    if (results[0].isGuess) return `没有找到“${query.slice(0, 40)}”，最接近的是：`;
    return number > results.length ? `找到 ${number} 条，最合适的 ${results.length} 条：` : `找到 ${number} 条。`;
  };

  function show({ items, kinds }) {
    const results = items.map(([page]) => page).filter((page) => !page.isWay);
    const ofKind = kinds.find(([folder]) => folder === asked.get("kind"));
    const number = ofKind?.[2] ?? kinds.reduce((total, kind) => total + kind[2], 0);
    const isAnswer = results.length > 0 && !results[0].isGuess;
    part("status").textContent = sentenceFor(results, number);
    part("help").hidden = isAnswer;
    part("help").lastElementChild.hash = new URLSearchParams({ description: query }); /* sent to no server */
    part("all").hidden = isAnswer;
    part("kinds").hidden = !isAnswer;
    showKinds(kinds, ofKind?.[0] ?? "");
    showList(results);
  }

  function giveUp() {
    part("status").textContent = "搜索暂时用不了，请检查网络后再试。";
    part("help").hidden = false;
    part("all").hidden = false;
  }

  const worker = new Worker(config.search);
  const clock = setTimeout(giveUp, PATIENCE);
  worker.onerror = () => { clearTimeout(clock); giveUp(); };
  worker.onmessage = ({ data: { type, data } }) => {
    if (type !== 3) return;
    clearTimeout(clock);
    if (data.isBroken) giveUp(); else show(data);
  };
  worker.postMessage({ type: 2, data: { text: query, kind: asked.get("kind") ?? "" } });
})();
