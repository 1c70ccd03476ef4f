/* The search engine, speaking the protocol of the theme's search box: 0 set-up, 1 ready, 2 query, 3 result.
   Chinese is cut into pairs of characters on both sides, so no segmenter can disagree with itself.
   The index (search/index.json, see guidebook/search.py) is fetched at the first query. */
"use strict";

const MAXIMUM = 30;
const WEIGHTS = { title: 1, name: 0.97, question: 0.9 };
const SYNONYM = 0.85; /* what an answer to another wording of the query is worth */
const VARIANTS = 6;

let base = null;
let index = null;

const fold = (text) => text.normalize("NFKC").toLowerCase().replace(/[\s\p{P}\p{S}]+/gu, " ").trim();

/** The pieces a text is compared by: pairs of Han characters, single ones standing alone, Latin words. */
function grams(folded) {
  const found = [];
  for (const run of folded.match(/\p{Script=Han}+|[^\s\p{Script=Han}]+/gu) ?? []) {
    const letters = [...run];
    if (!/\p{Script=Han}/u.test(run) || letters.length === 1) found.push(run);
    else for (let n = 0; n + 1 < letters.length; n++) found.push(letters[n] + letters[n + 1]);
  }
  return [...new Set(found)];
}

function prepare({ entries, synonyms }) {
  const documents = entries.map((entry) => {
    const labels = [
      [WEIGHTS.title, entry.t],
      ...entry.n.map((name) => [WEIGHTS.name, name]),
      ...entry.q.map((question) => [WEIGHTS.question, question]),
    ].map(([weight, text]) => ({
      weight,
      isQuestion: weight === WEIGHTS.question,
      text: fold(text),
      grams: new Set(grams(fold(text))),
    }));
    const body = fold(entry.b);
    const all = new Set([...labels.flatMap((label) => [...label.grams]), ...grams(body)]);
    return { entry, labels, body, all };
  });
  const counts = new Map();
  for (const { all } of documents) for (const gram of all) counts.set(gram, (counts.get(gram) ?? 0) + 1);
  const rarity = (gram) => Math.log(1 + documents.length / (counts.get(gram) ?? 0.5));
  return { documents, rarity, groups: synonyms.map((group) => group.map(fold)) };
}

/** The query, then other wordings of it: each word that has synonyms replaced by one of them. */
function variantsOf(query, groups) {
  const found = new Set();
  for (const group of groups) {
    for (const word of group.filter((word) => query.includes(word))) {
      for (const other of group) if (other !== word) found.add(query.replace(word, other));
    }
  }
  return [query, ...[...found].filter((variant) => variant !== query).slice(0, VARIANTS)];
}

async function load() {
  index ??= fetch(new URL("search/index.json", base))
    .then((answer) => answer.json())
    .then(prepare)
    .catch((error) => { index = null; throw error; });
  return index;
}

/** How well a name, alias or way of asking answers the query, 0 to 100. */
function labelScore(label, query, pieces, total, rarity) {
  if (label.text === query) return 100;
  const near = Math.min(query.length, label.text.length) / Math.max(query.length, label.text.length);
  if (label.isQuestion && label.text.includes(query)) return 25 + 60 * near; /* a piece of it says little */
  if (label.text.startsWith(query)) return 70 + 20 * near;
  if (label.text.includes(query)) return 60 + 20 * near;
  if (label.text.length > 1 && query.includes(label.text)) return 50 + 30 * near;
  const shared = pieces.filter((piece) => label.grams.has(piece));
  if (!shared.length) return 0;
  const covered = shared.reduce((sum, piece) => sum + rarity(piece), 0) / total;
  return 60 * covered * (0.6 + (0.4 * shared.length) / label.grams.size);
}

function score(document, query, pieces, total, rarity) {
  const names = document.labels.map((label) => label.weight * labelScore(label, query, pieces, total, rarity));
  const covered = pieces.filter((piece) => document.all.has(piece)).reduce((sum, piece) => sum + rarity(piece), 0);
  const phrase = query.length > 3 && document.body.includes(query) ? 45 : 0;
  return Math.max(...names) + phrase + 25 * (covered / total);
}

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

function item({ entry }, points, words) {
  const text = `${escapeHtml(entry.k)} · ${highlight(snippet(entry.b, words), words)}`;
  return [{ location: entry.l, title: highlight(entry.t, words), text, score: points, terms: {} }];
}

async function search(text) {
  const query = fold(text);
  if (!query) return [];
  const { documents, rarity, groups } = await load();
  const wordings = variantsOf(query, groups).map((wording, n) => {
    const pieces = grams(wording);
    const total = pieces.reduce((sum, piece) => sum + rarity(piece), 0) || 1;
    return { wording, pieces, total, worth: n ? SYNONYM : 1 };
  });
  const best = (document) =>
    Math.max(...wordings.map((w) => w.worth * score(document, w.wording, w.pieces, w.total, rarity)));
  const pieces = wordings.flatMap((wording) => wording.pieces);
  return documents
    .map((document) => [document, best(document)])
    .filter(([, points]) => points > 8)
    .sort((one, other) => other[1] - one[1] || one[0].entry.l.localeCompare(other[0].entry.l))
    .slice(0, MAXIMUM)
    .map(([document, points]) => item(document, points, pieces));
}

let turn = Promise.resolve();

onmessage = ({ data: message }) => {
  if (message.type === 0) {
    base = new URL("../", self.location);
    postMessage({ type: 1 });
  } else if (message.type === 2) {
    turn = turn
      .then(() => search(message.data.slice(0, 200)))
      .catch(() => [])
      .then((items) => postMessage({ type: 3, data: { items } }));
  }
};
