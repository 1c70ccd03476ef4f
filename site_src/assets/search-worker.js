/* The search engine, speaking the protocol of the theme's search box: 0 set-up, 1 ready, 2 query, 3 result.
   Two files (guidebook/search.py): names at the first touch, texts once the first answer is shown. */
"use strict";
importScripts("search-language.js", "search-points.js");

const MAXIMUM = 30;
const LONGEST = 200; /* characters of a query that are looked at */
const ENOUGH = 8; /* points that an answer needs to be shown among others */
const GUESS = 22; /* points below which the best answers are shown as guesses, and only three */

/* ---- Answers ---- */

const escapeHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function highlight(text, words) {
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (!pattern) return escapeHtml(text);
  return text
    .split(new RegExp(`((?:${pattern})+)`, "giu"))
    .map((part, n) => (n % 2 ? `<mark data-md-highlight>${escapeHtml(part)}</mark>` : escapeHtml(part)))
    .join("");
}

function snippet(body, words) {
  const places = words.map((word) => body.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...(places.length ? places : [0])) - 12);
  return `${start ? "…" : ""}${body.slice(start, start + 70)}${start + 70 < body.length ? "…" : ""}`;
}

function item(document, points, words, isGuess) {
  const body = index.bodies?.bodies[document.place].text ?? "";
  const text = `${isGuess ? "猜您要找：" : ""}${escapeHtml(document.kindName)}${body ? " · " : ""}${highlight(snippet(body, words), words)}`;
  const { location, folder, kindName } = document;
  return [{ location, title: highlight(document.title, words), text, score: points, terms: {}, folder, kindName, isGuess }];
}

const way = (location, title, text) => [{ location, title, text, score: 0, terms: {}, isWay: true }];

const waysOut = () => [
  way("search/", "全部内容索引", "没有找到。每一页都按种类列在这里。"),
  way(index.request, "提诉求", "把您的事写下来，由承办部门答复。"),
];

const NO_INDEX = [way("search/", "搜索暂时用不了，请看全部内容索引", "没有取到搜索要用的文件，请检查网络后再试。")];

function answer(text) {
  const query = language.fold(text);
  if (!query) return waysOut();
  const wordings = [...wordingsOf(query), spokenWording(query)].filter(Boolean);
  const found = rank(wordings).filter(({ points }) => points > ENOUGH);
  const isGuess = !found.length || found[0].points < GUESS;
  const nearest = () => rank(wordings.map((wording) => ({ ...wording, keys: null }))).slice(0, 3);
  const shown = isGuess ? nearest() : found.slice(0, MAXIMUM);
  const pieces = wordings.filter((wording) => !wording.letters).flatMap((wording) => wording.pieces.map(({ piece }) => piece));
  const words = unique(pieces).filter((piece) => piece.length > 1);
  const items = shown.map(({ document, points }) => item(document, points, words, isGuess));
  return isGuess ? [...items, ...waysOut()] : items;
}

/* ---- Loading, and the theme's protocol ---- */

const base = new URL("../", self.location);

async function fetchJson(address) {
  const response = await fetch(new URL(address, base));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

let loading = null;

function load() {
  loading ??= fetchJson("search/index.json")
    .then((names) => { index = prepare(names); })
    .catch((error) => { loading = null; throw error; }); /* the next query tries again */
  return loading;
}

async function search(text, send) {
  if (!text.trim()) return send([], true);
  await load();
  if (!index.bodies) {
    send(answer(text), false);
    /* Without the texts the names still answer: offline, the first answer is the last one. */
    index.bodies = await fetchJson(index.bodiesAddress).then(prepareBodies).catch(() => null);
  }
  return send(answer(text), true);
}

let turn = Promise.resolve();

onmessage = ({ data: message }) => {
  const send = (items, isLast, isBroken) => postMessage({ type: 3, data: { items, isLast, isBroken } });
  if (message.type === 0) {
    load().catch(() => {}); /* the box was touched; if this fails, the first query says so */
    postMessage({ type: 1 });
  } else if (message.type === 2) {
    turn = turn.then(() => search(message.data.slice(0, LONGEST), send)).catch(() => send(NO_INDEX, true, true));
  }
};
