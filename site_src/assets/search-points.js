/* What a record is worth as an answer: names first, the texts of the pages after. */
"use strict";

const WEIGHTS = { title: 1, name: 0.97, question: 0.9, keyword: 0.6 };
const WORTH = { typed: 1, spoken: 0.9, synonym: 0.85 }; /* of an answer to a wording of the query */
const VARIANTS = 6;
const QUESTIONS = { buildings: 0.65, departments: 0.85 }; /* asked everywhere alike: only its name makes it theirs */
const PRIOR = { services: 1.08, departments: 0.93 }; /* what readers come for, where points are near */
const SINGLE = 0.25; /* what one character weighs beside a pair */
const SOUND = 0.7; /* what a pair that only sounds alike weighs beside the same pair */

const sum = (values) => values.reduce((total, value) => total + value, 0);

/* ---- Names: titles, other names, ways of asking ---- */

let language = null;
let index = null;

function prepareLabel(text, weight) {
  const folded = language.fold(text);
  const { pairs, singles } = piecesOf(language.core(folded));
  const spoken = language.aloud(folded);
  return {
    weight,
    isQuestion: weight <= WEIGHTS.question,
    text: folded,
    compact: folded.replaceAll(" ", ""),
    pieces: new Set([...pairs, ...singles]),
    size: Math.max(1, pairs.length),
    words: pairs.filter((piece) => /^[a-z0-9]/.test(piece)),
    aloud: ` ${spoken.join(" ")} `,
    sounds: new Set([...pairsOf(spoken, " "), ...spoken]),
    ...lettersOf(spoken),
  };
}

/** Syllables as a reader types them: whole, with the places where one starts, and as initials. */
function lettersOf(spoken) {
  let length = 0;
  const starts = new Set();
  for (const syllable of spoken) { starts.add(length); length += syllable.length; }
  const initials = spoken.filter((syllable) => /^[a-z]/.test(syllable)).map((syllable) => syllable[0]).join("");
  return { letters: spoken.join(""), starts, initials };
}

function prepare(names) {
  language = new Language(names);
  const documents = names.entries.map(([kind, id, title, others, questions, keywords], place) => {
    const [folder, kindName] = names.kinds[kind];
    const labels = [
      prepareLabel(title, WEIGHTS.title),
      ...others.map((name) => prepareLabel(name, WEIGHTS.name)),
      ...questions.map((question) => prepareLabel(question, WEIGHTS.question * (QUESTIONS[folder] ?? 1))),
      ...keywords.map((keyword) => prepareLabel(keyword, WEIGHTS.keyword)),
    ];
    const all = new Set(labels.flatMap((label) => [...label.pieces, ...label.sounds]));
    return { place, title, folder, kindName, location: `${folder}/${id}/`, labels, all };
  });
  return {
    documents,
    rarity: rarityIn(documents.map((document) => document.all)),
    groups: names.synonyms.map((group) => group.map((word) => language.fold(word))),
    bodiesAddress: names.bodies,
    bodies: null,
    request: names.request,
  };
}

/** How much a piece tells: little where many have it; of one that none has, nothing is known. */
function rarityIn(sets) {
  const counts = new Map();
  for (const set of sets) for (const piece of set) counts.set(piece, (counts.get(piece) ?? 0) + 1);
  return (piece) => Math.log(1 + sets.length / (counts.get(piece) ?? 3));
}

/* ---- The query: what was typed, what it may stand for ---- */

/** A wording of the query with its pieces, each with its sound and its weight. */
function wordingOf(text, worth) {
  const { pairs, singles } = piecesOf(language.core(text));
  const weigh = (piece, share) =>
    ({ piece, weight: share * index.rarity(piece), sound: soundOf(piece), isSingle: [...piece].length < 2 });
  const pieces = [...pairs.map((pair) => weigh(pair, 1)), ...singles.map((single) => weigh(single, SINGLE))];
  const spoken = HAN.test(text) ? language.aloud(text).join(" ") : null;
  const tested = pairs.length ? pieces.slice(0, pairs.length) : pieces;
  const isHan = tested.every(({ piece }) => HAN.test(piece)); /* a Latin word may also be near one, so all are looked at */
  const keys = isHan ? unique(tested.flatMap(({ piece, sound }) => [piece, sound])) : null;
  const total = sum(pieces.map(({ weight }) => weight)) || 1;
  return { text, compact: text.replaceAll(" ", ""), worth, pieces, keys, spoken, total };
}

const soundOf = (piece) => (HAN.test(piece) ? language.aloud(piece).join(" ") : null);

/** Letters that may be pinyin: its syllables are the pieces. */
function spokenWording(text) {
  const letters = text.replaceAll(" ", "");
  if (!/^[a-z]{2,}$/.test(letters)) return null;
  const syllables = text.split(" ").flatMap((word) => language.parse(word));
  const pieces = pairsOf(syllables, " ").map((sound) => ({ sound, weight: index.rarity(sound) }));
  return { letters, worth: WORTH.spoken, pieces, total: sum(pieces.map((piece) => piece.weight)) || 1 };
}

/** The query, then other wordings of it: each word that has synonyms replaced by one of them. */
function wordingsOf(query) {
  const found = new Set();
  for (const group of index.groups) {
    for (const word of group.filter((word) => query.includes(word))) {
      for (const other of group) if (!other.includes(word) || !query.includes(other)) found.add(query.replace(word, other));
    }
  }
  found.delete(query);
  return [wordingOf(query, WORTH.typed), ...[...found].slice(0, VARIANTS).map((text) => wordingOf(text, WORTH.synonym))];
}

/* ---- Points ---- */

/** Whether two words differ by one letter added, lost or changed, or by two neighbours that changed places. */
function isOneEditAway(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < one.length && one[start] === other[start]) start++;
  const [rest, others] = [one.slice(start), other.slice(start)];
  return rest.slice(1) === others.slice(1) || rest.slice(1) === others || rest === others.slice(1)
    || (rest[0] === others[1] && rest[1] === others[0] && rest.slice(2) === others.slice(2));
}

/** How well a label has a piece of the query, 0 to 1. */
function shareOf(label, { piece, sound }) {
  if (label.pieces.has(piece)) return 1;
  if (sound && label.sounds.has(sound)) return SOUND;
  if (!label.words.length || !piece || piece.length < 2 || HAN.test(piece)) return 0;
  if (label.words.some((word) => word.startsWith(piece))) return 0.9;
  return piece.length > 4 && label.words.some((word) => isOneEditAway(piece, word)) ? 0.8 : 0;
}

/** How much of a wording a label has, and how much of the label that is; a loop, since it runs most often. */
function coverage(label, wording) {
  let [covered, shared] = [0, 0];
  for (const piece of wording.pieces) {
    const share = shareOf(label, piece);
    covered += share * piece.weight;
    if (share && !piece.isSingle) shared++;
  }
  return (68 * covered * (0.6 + 0.4 * Math.min(1, shared / label.size))) / wording.total;
}

/** Whether a label, or a record, has any of the pieces that a wording must share: quick, and mostly no. */
function hasAny(keys, ...sets) {
  return !keys || keys.some((key) => sets.some((set) => set.has(key)));
}

const nearness = (one, other) => Math.min(one, other) / Math.max(one, other);

/** How well a name, alias or way of asking answers a wording, 0 to 100. */
function labelPoints(label, wording) {
  if (!hasAny(wording.keys, label.pieces, label.sounds)) return 0;
  if (label.compact === wording.compact) return 100;
  const near = nearness(wording.compact.length, label.compact.length);
  if (label.isQuestion && label.compact.includes(wording.compact)) return 25 + 60 * near; /* a piece of it says little */
  if (label.compact.startsWith(wording.compact)) return 70 + 20 * near;
  if (label.compact.includes(wording.compact)) return 60 + 20 * near;
  const covered = coverage(label, wording);
  if (label.compact.length > 1 && wording.compact.includes(label.compact)) return Math.max(covered, 25 + 55 * near);
  return Math.max(homophonePoints(label, wording), covered);
}

function homophonePoints(label, { spoken }) {
  if (!spoken?.includes(" ")) return 0;
  if (label.aloud === ` ${spoken} `) return 92;
  return label.aloud.includes(` ${spoken} `) ? 45 + 35 * nearness(label.aloud.length, spoken.length) : 0;
}

/** Where in a label the letters stand, from the start of a syllable; -1 if nowhere. */
function startOf(label, letters) {
  let place = label.letters.indexOf(letters);
  while (place > 0 && !label.starts.has(place)) place = label.letters.indexOf(letters, place + 1);
  return place;
}

/** How well a label sounds like the letters: whole pinyin from a syllable's start, or initials. */
function spokenPoints(label, wording) {
  const { letters } = wording;
  const found = (text, place, rank) =>
    (place < 0 ? 0 : rank + (place ? 0 : 10) + 25 * nearness(letters.length, text.length));
  const rank = label.isQuestion ? 25 : 60;
  return Math.max(
    found(label.letters, startOf(label, letters), rank),
    found(label.initials, label.initials.indexOf(letters), rank - 5),
    wording.pieces.length ? coverage(label, wording) : 0,
  );
}

function namePoints(document, wording) {
  if (!hasAny(wording.keys, document.all)) return 0;
  const points = wording.letters ? spokenPoints : labelPoints;
  const best = (PRIOR[document.folder] ?? 1) * Math.max(...document.labels.map((label) => label.weight * points(label, wording)));
  const covered = sum(wording.pieces.map(({ piece, sound, weight }) =>
    (document.all.has(piece) ? weight : document.all.has(sound) ? SOUND * weight : 0)));
  return wording.worth * (best + (25 * covered) / wording.total);
}

/* ---- Texts of the pages: BM25 over pairs, any of them ---- */

function prepareBodies(texts) {
  const bodies = texts.map((text) => {
    const folded = language.fold(text);
    const counts = new Map();
    for (const run of runsOf(folded)) {
      for (const piece of HAN.test(run) ? pairsOf([...run], "") : [run]) counts.set(piece, (counts.get(piece) ?? 0) + 1);
    }
    return { text, folded, counts };
  });
  const average = sum(bodies.map((body) => body.folded.length)) / (bodies.length || 1);
  return { bodies, average, rarity: rarityIn(bodies.map((body) => body.counts.keys())) };
}

function bodyPoints({ bodies, average, rarity }, place, wording) {
  const { folded, counts } = bodies[place];
  const phrase = wording.text.length > 3 && folded.includes(wording.text) ? 45 : 0;
  const pairs = wording.pieces.filter(({ piece }) => piece.length > 1);
  const length = 0.4 + (0.6 * folded.length) / average;
  const points = sum(pairs.map(({ piece }) => {
    const times = counts.get(piece) ?? 0;
    return (rarity(piece) * times * 2.2) / (times + 1.2 * length);
  }));
  return phrase + (12 * points) / (sum(pairs.map(({ piece }) => rarity(piece))) || 1);
}

/** The better a name answers, the less its text adds: a page named so comes before pages that mention it. */
const together = (name, body) => name + body * Math.max(0.1, 1 - name / 90);

/** All records that have anything in common with one of the wordings, the best first. */
function rank(wordings) {
  const typed = wordings.filter((wording) => !wording.letters);
  const inBodies = (place) => Math.max(0, ...typed.map((wording) => wording.worth * bodyPoints(index.bodies, place, wording)));
  const points = (document) => together(
    Math.max(...wordings.map((wording) => namePoints(document, wording))),
    index.bodies ? inBodies(document.place) : 0,
  );
  return index.documents
    .map((document) => ({ document, points: points(document) }))
    .filter(({ points }) => points > 0)
    .sort((one, other) => other.points - one.points || one.document.place - other.document.place);
}
