/* The search engine in its worker. Messages: 0 set-up, 1 ready, 2 query, 3 result.
   Names answer first, by one file that comes at the first touch; the texts that a query needs come after. */
"use strict";
importScripts("search-language.js", "search-names.js", "search-bodies.js");

const SHOWN = 10;
const NEAREST = 3;
const LONGEST = 200; /* characters of a query that are looked at */
const PAUSE = 150; /* milliseconds without a further key before texts are fetched */

let names = null;
let bodies = null;
let request = "";

/* ---- Answers ---- */

const escapeHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function highlight(text, words) {
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (!pattern) return escapeHtml(text);
  return text
    .split(new RegExp(`((?:${pattern})+)`, "giu"))
    .map((part, n) => (n % 2 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
    .join("");
}

function snippet(text, words) {
  const places = words.map((word) => text.toLowerCase().indexOf(word)).filter((place) => place >= 0);
  const start = Math.max(0, Math.min(...(places.length ? places : [0])) - 12);
  return `${start ? "…" : ""}${text.slice(start, start + 70)}${start + 70 < text.length ? "…" : ""}`;
}

function item([record], words, isGuess) {
  const { location, title, folder, kindName } = names.records[record];
  const body = bodies.text(record);
  const what = `${isGuess ? "猜您要找：" : ""}${escapeHtml(kindName)}${body ? " · " : ""}`;
  const text = what + highlight(snippet(body, words), words);
  return [{ location, title: highlight(title, words), text, folder, kindName, isGuess }];
}

const way = (location, title, text) => [{ location, title, text, isWay: true }];

/** Ways on where nothing is found; the form takes the question behind #, which no server is sent. */
const waysOut = (text) => [
  way("search/", "全部内容索引", "没有找到。每一页都按种类列在这里。"),
  way(`${request}#${new URLSearchParams({ description: text })}`, "提诉求", "把您的事写下来，由承办部门答复。"),
];

const NO_INDEX = { items: [], isBroken: true };

/** The better a name answers, the less its text adds: a page named so comes before pages that mention it. */
const together = (name, body) => name + body * Math.max(0.1, 1 - name / 90);

function withTexts(byName, pieces) {
  const points = new Map(byName.map(([record, found]) => [record, found / POINT]));
  for (const [record, found] of bodies.points(pieces)) points.set(record, together(points.get(record) ?? 0, found));
  return [...points].sort(([one, more], [other, less]) => less - more || one - other);
}

/** What comes nearest to a query that has nothing in common with any name: one character, or the same beginning. */
function nearest(query) {
  const typed = names.wording(query, names.weights.typed);
  const found = names.rank([{ ...typed, pieces: typed.pieces.filter(({ isSingle }) => isSingle) }]);
  for (let letters = names.language.aloud(query).join(""); letters && !found.length; letters = letters.slice(0, -1)) {
    const spoken = { text: query, worth: names.weights.spoken, pieces: [], letters, ...names.measures(query, []) };
    found.push(...names.rank([spoken]));
  }
  return found.map(([record, points]) => [record, points / POINT]);
}

/** What an answer is made of: those to show, how many there are of each kind, whether they are guesses. */
function choose(query, found, kind) {
  const enough = found.filter(([, points]) => points > names.weights.enough);
  if (!enough.length || enough[0][1] < names.weights.guess) {
    return { shown: (found.length ? found : nearest(query)).slice(0, NEAREST), kinds: [], isGuess: true };
  }
  const counts = new Map();
  for (const [record] of enough) {
    const { folder, kindName } = names.records[record];
    counts.set(folder, [folder, kindName, (counts.get(folder)?.[2] ?? 0) + 1]);
  }
  const shown = counts.has(kind) ? enough.filter(([record]) => names.records[record].folder === kind) : enough;
  return { shown: shown.slice(0, SHOWN), kinds: [...counts.values()], isGuess: false };
}

function written({ shown, kinds, isGuess }, words, text) {
  const items = shown.map((answer) => item(answer, words, isGuess));
  return { items: isGuess ? [...items, ...waysOut(text)] : items, kinds };
}

async function search({ text, kind }, isStale, send) {
  if (!text.trim()) return send({ items: [], kinds: [] }, true);
  await load();
  if (isStale()) return;
  const query = names.language.fold(text);
  if (!query) return send({ items: waysOut(text), kinds: [] }, true);
  const wordings = names.wordings(query);
  const byName = names.rank(wordings);
  const words = unique(wordings.flatMap(({ pieces, letters }) => (letters ? [] : pieces.map(({ piece }) => piece))))
    .filter((word) => word.length > 1);
  const pieces = wordings[0].pieces.filter(({ isSingle }) => !isSingle).map(({ piece }) => piece);
  if (!bodies.hasPostings(pieces)) {
    const first = written(choose(query, withTexts(byName, []), kind), words, text);
    send(first, false);
    await new Promise((done) => setTimeout(done, PAUSE));
    if (isStale()) return send(first, true);
    await bodies.loadPostings(pieces);
  }
  const chosen = choose(query, withTexts(byName, pieces), kind);
  const records = chosen.shown.map(([record]) => record);
  if (!bodies.hasSnippets(records)) {
    send(written(chosen, words, text), false);
    await bodies.loadSnippets(records);
  }
  return send(written(chosen, words, text), true);
}

/* ---- Loading, and the messages ---- */

const base = new URL("../", self.location);

async function fetchJson(address) {
  const response = await fetch(new URL(address, base));
  if (!response.ok) throw new Error(`${address}: ${response.status}`);
  return response.json();
}

let loading = null;

function load() {
  loading ??= fetchJson("search/index.json")
    .then((index) => {
      names = new Names(index);
      bodies = new Bodies(index.texts, index.weights, names.records.length, fetchJson);
      request = index.request;
    })
    .catch((error) => { loading = null; throw error; }); /* the next query tries again */
  return loading;
}

let turn = Promise.resolve();
let latest = 0;

/** Answer queries in their order, each at once by names, and only the latest with texts. */
function take(query) {
  const mine = ++latest;
  const send = (answer, isLast) => postMessage({ type: 3, data: { ...answer, text: query.text, isLast } });
  turn = turn.then(() => search(query, () => mine !== latest, send)).catch(() => send(NO_INDEX, true));
}

onmessage = ({ data: { type, data } }) => {
  if (type === 0) {
    load().catch(() => {}); /* the box was touched; if this fails, the first query says so */
    postMessage({ type: 1 });
  } else if (type === 2) {
    const { text, kind = "" } = typeof data === "string" ? { text: data } : data;
    take({ text: text.slice(0, LONGEST), kind });
  }
};
