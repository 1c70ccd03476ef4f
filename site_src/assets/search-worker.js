/* The search engine in its worker. Messages: 0 set-up, 1 ready, 2 query, 3 result.
   A query is answered once, so that nothing moves under the eyes or the thumb: by the names, which come in one file
   at the first touch, and by what the pages say, as far as it is there in time. */
"use strict";
importScripts("search-language.js", "search-names.js", "search-bodies.js");

const SHOWN = 10;
const LONGEST = 200; /* characters of a query that are looked at */
const PAUSE = 150; /* milliseconds without a further key before texts are fetched */
const PATIENCE = 2000; /* milliseconds that texts are waited for */

let names = null;
let bodies = null;

/* ---- Answers ---- */

function nothing(text, advice = "可以换个说法再找") {
  const sentence = `没有找到“${text.slice(0, 40)}”。${advice}，也可以把您的事写下来，由承办部门答复。`;
  return { items: [], kinds: [], sentence };
}

const escapeHtml = (text) => text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);

function highlight(text, words) {
  const pattern = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")).join("|");
  if (!pattern) return escapeHtml(text);
  return text
    .split(new RegExp(`((?:${pattern})+)`, "giu"))
    .map((part, n) => (n % 2 ? `<mark>${escapeHtml(part)}</mark>` : escapeHtml(part)))
    .join("");
}

function item([record], words) {
  const { location, title, folder, kindName } = names.records[record];
  const text = [escapeHtml(kindName), highlight(bodies.gist(record), words)].filter(Boolean).join(" · ");
  return [{ location, title: highlight(title, words), text, folder, kindName }];
}

/** What is marked: each run of the query whole, then its pieces and those of words that mean the same. */
function marksOf(query, wordings) {
  const pieces = wordings.flatMap(({ pieces, letters }) => (letters ? [] : pieces.map(({ piece }) => piece)));
  const runs = runsOf(names.language.core(query));
  const words = unique([...runs, ...pieces.filter((piece) => piece.length > 1)]);
  return words.sort((one, other) => other.length - one.length);
}

/** The better a name answers, the less its text adds: a page named so comes before pages that mention it. */
const together = (name, body) => name + body * Math.max(0.1, 1 - name / 90);

function withTexts(byName, pieces) {
  const points = new Map(byName.map(([record, found]) => [record, found / POINT]));
  for (const [record, found] of bodies.points(pieces)) points.set(record, together(points.get(record) ?? 0, found));
  return [...points].sort(([one, more], [other, less]) => less - more || one - other);
}

/** What an answer is made of: those to show of how many, and how many of each kind. A poor answer is none. */
function choose(found, kind) {
  const enough = found.filter(([, points]) => points > names.weights.enough);
  if (!enough.length || enough[0][1] < names.weights.least) return { shown: [] };
  const counts = new Map();
  for (const [record] of enough) {
    const { folder, kindName } = names.records[record];
    counts.set(folder, [folder, kindName, (counts.get(folder)?.[2] ?? 0) + 1]);
  }
  const all = counts.has(kind) ? enough.filter(([record]) => names.records[record].folder === kind) : enough;
  const kinds = [["", "全部", enough.length], ...counts.values()];
  return { shown: all.slice(0, SHOWN), number: all.length, kinds };
}

const pause = (milliseconds) => new Promise((done) => setTimeout(done, milliseconds));

/** Return the answer to a query, or none if it was overtaken. */
async function search({ text, kind }, isStale, isAgain = false) {
  await load();
  if (isStale()) return null;
  const query = names.language.fold(text);
  if (!names.language.isQuestion(query)) return nothing(text, "请再写几个字，说说是什么事");
  const wordings = names.wordings(query);
  const byName = names.rank(wordings);
  const pieces = wordings[0].pieces.filter(({ isSingle }) => !isSingle).map(({ piece }) => piece);
  const chosen = () => choose(withTexts(byName, pieces), kind);
  const places = () => chosen().shown.map(([record]) => record);
  if (!bodies.hasPostings(pieces) || !bodies.hasGists(places())) {
    await pause(PAUSE);
    if (isStale()) return null;
    const texts = Promise.all([bodies.loadPostings(pieces), bodies.loadGists(places())]);
    await Promise.race([texts.then(() => bodies.loadGists(places())), pause(PATIENCE)]);
    if (bodies.areGone && !isAgain) { /* another release is served by now: its index, then */
      loading = null;
      await load("no-cache");
      return search({ text, kind }, isStale, true);
    }
  }
  const { shown, number, kinds } = chosen();
  if (!shown.length) return nothing(text);
  const words = marksOf(query, wordings);
  const sentence = number > SHOWN ? `找到 ${number} 条，最合适的 ${SHOWN} 条：` : `找到 ${number} 条。`;
  return { items: shown.map((answer) => item(answer, words)), kinds, sentence };
}

/* ---- Loading, and the messages ---- */

const base = new URL("../", self.location);

async function fetchJson(address, cache = "default") {
  const response = await fetch(new URL(address, base), { cache });
  if (!response.ok) throw new Error(address, { cause: response.status });
  return response.json();
}

let loading = null;

function load(cache) {
  loading ??= fetchJson("search/index.json", cache)
    .then((index) => {
      names = new Names(index);
      bodies = new Bodies(index.texts, index.weights, names.records.length, fetchJson);
    })
    .catch((error) => { loading = null; throw error; }); /* the next query tries again */
  return loading;
}

let turn = Promise.resolve();
let latest = 0;

/** Answer queries in their order, but for those that were overtaken. */
function take(query) {
  const mine = ++latest;
  const send = (answer) => { if (answer) postMessage({ type: 3, data: { ...answer, text: query.text } }); };
  turn = turn.then(() => search(query, () => mine !== latest)).then(send, () => send({ isBroken: true }));
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
