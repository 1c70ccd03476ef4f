/* The names layer of the search: what a record is worth as an answer, by its names alone, in whole numbers.
   Its weights come with the index: guidebook/search/weights.py. */
"use strict";

const POINT = 10000; /* what makes one point; an exact title has 100 */
const VARIANTS = 6;
const UNKNOWN = 3; /* records that a piece is taken to occur in where it occurs in none */
const FINEST = 64;
const STEM = 6; /* letters that two forms of a word share */

const sum = (values) => values.reduce((total, value) => total + value, 0);
const div = (one, other) => Math.floor(one / other);
const lengthOf = (text) => [...text].length;
const withoutBlanks = (text) => text.replaceAll(" ", "");
const rarityOf = (records, all) => Math.floor(0.5 + FINEST * Math.log(1 + all / (records || UNKNOWN)));

/** Many short texts as one long one: which of them hold a piece is found by looking for it. */
class Lines {
  constructor(texts) {
    this.text = texts.map((text) => `${text}\n`).join("");
    this.starts = [0];
    for (const text of texts) this.starts.push(this.starts.at(-1) + text.length + 1);
  }

  holding(piece) {
    const found = [];
    for (let place = this.text.indexOf(piece); place >= 0;) {
      const line = this.lineAt(place);
      found.push(line);
      place = this.text.indexOf(piece, this.starts[line + 1]);
    }
    return found;
  }

  lineAt(place) {
    let [low, high] = [0, this.starts.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (this.starts[middle] <= place) low = middle; else high = middle;
    }
    return low;
  }
}

class Names {
  constructor(index) {
    this.language = new Language(index);
    this.groups = index.synonyms;
    this.weights = index.weights;
    this.records = index.entries.map(([kind, id, title]) => {
      const [folder, kindName, question, prior] = index.kinds[kind];
      return { folder, kindName, question, prior, title, location: `${folder}/${id}/` };
    });
    this.labels = index.entries.flatMap((entry, place) => this.labelsOf(entry, place));
    this.texts = new Lines(this.labels.map((label) => label.core));
    this.sounds = new Lines(this.labels.map((label) => label.aloud));
    this.letters = new Lines(this.labels.map((label) => label.letters));
    this.initials = new Lines(this.labels.map((label) => label.initials));
    this.words = new Map();
    this.labels.forEach((label, n) => {
      for (const word of runsOf(label.core)) {
        if (!isHan(word)) this.words.set(word, unique([...(this.words.get(word) ?? []), n]));
      }
    });
    this.known = new Map();
  }

  labelsOf([, , title, names = [], questions = [], keywords = []], record) {
    const { weights } = this;
    const label = (weight, text) => {
      const [core, syllables] = [this.language.core(text), this.language.aloud(text)];
      const letters = syllables.join("");
      const initials = syllables.filter((one) => /^[a-z0-9]/.test(one)).map((one) => one[0]).join("");
      const compact = withoutBlanks(text);
      return { record, weight, core, compact, length: lengthOf(compact), isQuestion: weight <= weights.question,
        syllables, aloud: ` ${syllables.join(" ")} `, letters, initials };
    };
    return [
      label(weights.title, this.language.fold(title)),
      ...names.map((text) => label(weights.name, text)),
      ...questions.map((text) => label(this.records[record].question, text)),
      ...keywords.map((text) => label(weights.keyword, text)),
    ];
  }

  /** The records that have anything in common with a query: [record, points], the best first. */
  answers(text) {
    const query = this.language.fold(text);
    return query ? this.rank(this.wordings(query)) : [];
  }

  /* ---- The query: what was typed, what it may stand for ---- */

  wordings(query) {
    const others = this.variants(query).map((text) => this.wording(text, this.weights.synonym));
    return [this.wording(query, this.weights.typed), ...others, this.spokenWording(query)].filter(Boolean);
  }

  /** The query with each word that has synonyms replaced by one of them. */
  variants(query) {
    const found = new Set();
    for (const group of this.groups) {
      for (const word of group.filter((word) => query.includes(word))) {
        for (const other of group) {
          if (!other.includes(word) || !query.includes(other)) found.add(query.replace(word, other));
        }
      }
    }
    found.delete(query);
    return [...found].slice(0, VARIANTS);
  }

  wording(text, worth) {
    const core = this.language.core(text);
    const pairs = pairsIn(core).map((pair) => this.piece(pair));
    const pieces = [...pairs, ...singlesIn(core).map((single) => this.single(single))];
    const spoken = [...text].some(isHan) ? this.language.aloud(text).join(" ") : "";
    return { text, worth, pieces, spoken, ...this.measures(text, pieces) };
  }

  /** Letters that may be pinyin or initials; the syllables are the pieces. */
  spokenWording(text) {
    const letters = withoutBlanks(text);
    if (!/^[a-z]{2,}$/.test(letters)) return null;
    const syllables = text.split(" ").flatMap((word) => this.language.parse(word));
    const pieces = pairsOf(syllables, " ").map((pair) => this.sound(pair));
    return { text, worth: this.weights.spoken, pieces, letters, ...this.measures(text, pieces) };
  }

  measures(text, pieces) {
    const compact = withoutBlanks(text);
    return { compact, length: lengthOf(compact), total: sum(pieces.map(({ weight }) => weight)) || 1 };
  }

  /** A part of a query with the labels that have it: [label, per cent of it]. */
  piece(piece) {
    return this.keep(piece, () => (isHan(piece) ? this.hanPiece(piece) : this.word(piece)));
  }

  keep(key, make) {
    if (!this.known.has(key)) this.known.set(key, make());
    return this.known.get(key);
  }

  hanPiece(pair) {
    const same = this.texts.holding(pair);
    const alike = this.sounds.holding(` ${this.language.aloud(pair).join(" ")} `);
    const { weights } = this;
    const hits = new Map(alike.map((label) => [label, weights.sound]));
    for (const label of same) hits.set(label, weights.same);
    return this.found(pair, weights.pair * this.rarity(same), [...hits]);
  }

  /** A word that is no Chinese, also as the beginning of one, or misspelt. */
  word(word) {
    const hits = new Map();
    for (const [known, labels] of this.words) {
      const share = this.likeness(word, known);
      if (share) for (const label of labels) hits.set(label, Math.max(share, hits.get(label) ?? 0));
    }
    return this.found(word, this.weights.pair * this.rarity(this.words.get(word) ?? []), [...hits]);
  }

  single(character) {
    return this.keep(character, () => this.same(character, this.weights.single, this.texts.holding(character)));
  }

  sound(pair) {
    return this.keep(pair, () => this.same(pair, this.weights.pair, this.sounds.holding(` ${pair} `)));
  }

  same(piece, weight, labels) {
    const { same, single } = this.weights;
    return this.found(piece, weight * this.rarity(labels), labels.map((label) => [label, same]), weight === single);
  }

  /** How much of a word's weight another counts that begins with it or as it does, or is one letter off. */
  likeness(word, known) {
    if (word === known) return this.weights.same;
    if (word.length > 1 && known.startsWith(word)) return this.weights.begun;
    const isAlike = word.startsWith(known.slice(0, STEM)) && known.length >= STEM; /* register, registration */
    return isAlike || (word.length > 4 && isOneEditAway(word, known)) ? this.weights.misspelt : 0;
  }

  /** A piece with its labels and, for each of their records, the best share. */
  found(piece, weight, hits, isSingle = false) {
    const records = new Map();
    for (const [label, share] of hits) {
      const { record } = this.labels[label];
      records.set(record, Math.max(share, records.get(record) ?? 0));
    }
    return { piece, weight, hits, records, isSingle };
  }

  /** How much a piece tells: little where many records have it. */
  rarity(labels) {
    return rarityOf(new Set(labels.map((label) => this.labels[label].record)).size, this.records.length);
  }

  /* ---- Points ---- */

  rank(wordings) {
    const points = new Map();
    for (const wording of wordings) {
      for (const [record, found] of this.recordPoints(wording)) {
        points.set(record, Math.max(found, points.get(record) ?? 0));
      }
    }
    return [...points].filter(([, found]) => found).sort(([one, more], [other, less]) => less - more || one - other);
  }

  recordPoints(wording) {
    const [shares, best] = [this.recordShares(wording), new Map()];
    for (const [number, covered] of this.covered(wording)) {
      const label = this.labels[number];
      const found = label.weight * labelPoints(label, wording, covered);
      best.set(label.record, Math.max(found, best.get(label.record) ?? 0));
    }
    return [...best].map(([record, found]) => {
      const named = div(this.records[record].prior * found, 100);
      const shared = div(this.weights.shared * POINT * (shares.get(record) ?? 0), 100 * wording.total);
      return [record, div(wording.worth * (named + shared), 100)];
    });
  }

  /** For labels that have a piece, the weight of their pieces and how many are pairs.
      A single character makes no answer, unless there is nothing else in the query. */
  covered({ pieces, letters }) {
    const covered = new Map();
    const onlySingles = pieces.every(({ isSingle }) => isSingle);
    for (const { hits, weight, isSingle } of pieces) {
      for (const [label, share] of hits) {
        const before = covered.get(label);
        if (before) { before.weight += share * weight; if (!isSingle) before.pairs++; }
        else if (!isSingle || onlySingles) covered.set(label, { weight: share * weight, pairs: isSingle ? 0 : 1 });
      }
    }
    const spoken = letters ? [...this.letters.holding(letters), ...this.initials.holding(letters)] : [];
    for (const label of spoken) if (!covered.has(label)) covered.set(label, { weight: 0, pairs: 0 });
    return covered;
  }

  /** For each record, the weight of the pieces that its labels have together, times 100. */
  recordShares({ pieces }) {
    const shares = new Map();
    for (const { records, weight } of pieces) {
      for (const [record, share] of records) shares.set(record, (shares.get(record) ?? 0) + share * weight);
    }
    return shares;
  }
}

/** Whether one letter was added, lost or changed, or two neighbours changed places. */
function isOneEditAway(one, other) {
  if (Math.abs(one.length - other.length) > 1) return false;
  let start = 0;
  while (start < Math.min(one.length, other.length) && one[start] === other[start]) start++;
  const [rest, others] = [one.slice(start), other.slice(start)];
  return rest.slice(1) === others.slice(1) || rest.slice(1) === others || rest === others.slice(1)
    || (rest[0] === others[1] && rest[1] === others[0] && rest.slice(2) === others.slice(2));
}

/** The shorter length in thousandths of the longer. */
const nearness = (one, other) => div(1000 * Math.min(one, other), Math.max(one, other));

/** How well a label answers a wording, in hundredths of 100 points. */
function labelPoints(label, wording, covered) {
  if (wording.letters) return Math.max(spokenPoints(label, wording), coverage(label, wording, covered));
  const [asked, own] = [wording.compact, label.compact];
  if (own === asked) return 10000;
  const near = nearness(wording.length, label.length);
  if (label.isQuestion && own.includes(asked)) return 2500 + 6 * near; /* a piece of a question says little */
  if (own.startsWith(asked)) return 7000 + 2 * near;
  if (own.includes(asked)) return 6000 + 2 * near;
  const points = coverage(label, wording, covered);
  if (label.length > 1 && asked.includes(own)) return Math.max(points, 2500 + div(55 * near, 10));
  return Math.max(points, homophonePoints(label, wording.spoken));
}

/** How much of a wording a label has, and how much of the label that is. */
function coverage(label, { total }, { weight, pairs }) {
  label.size ??= Math.max(1, pairsIn(label.core).length);
  const fullness = 600 + div(400 * Math.min(pairs, label.size), label.size);
  return div(68 * weight * fullness, 1000 * total);
}

function homophonePoints({ aloud }, spoken) {
  if (!spoken.includes(" ")) return 0;
  if (aloud === ` ${spoken} `) return 9200;
  return aloud.includes(` ${spoken} `) ? 4500 + div(35 * nearness(lengthOf(aloud), lengthOf(spoken)), 10) : 0;
}

/** How a label sounds: pinyin from a syllable's start, or initials. */
function spokenPoints(label, { letters }) {
  const found = (place, rank, own) =>
    (place < 0 ? 0 : rank + (place ? 0 : 1000) + div(25 * nearness(letters.length, lengthOf(own)), 10));
  const rank = label.isQuestion ? 2500 : 6000;
  return Math.max(
    found(startOf(label, letters), rank, label.letters),
    found(label.initials.indexOf(letters), rank - 500, label.initials),
  );
}

/** Where in a label letters stand from the start of a syllable; -1 if nowhere. */
function startOf(label, letters) {
  const starts = new Set();
  let length = 0;
  for (const syllable of label.syllables) { starts.add(length); length += syllable.length; }
  let place = label.letters.indexOf(letters);
  while (place > 0 && !starts.has(place)) place = label.letters.indexOf(letters, place + 1);
  return place;
}
