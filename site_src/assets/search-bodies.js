/* The texts of the pages: postings in small files by a hash of the pair of characters, and the line that results
   show of a page. Only what a query needs is fetched. The twin of guidebook/search/postings.py and gists.py. */
"use strict";

const SOME_LENGTH = 3; /* pieces */

/** In which of a number of files the postings of a piece are. */
function shardOf(piece, number) {
  let place = 0;
  for (const sign of piece) place = (place * 131 + sign.codePointAt(0)) % 999983;
  return place % number;
}

class Bodies {
  constructor({ address, shards, gists }, weights, records, fetchJson) {
    Object.assign(this, { address, shards, weights, records, fetchJson });
    this.firsts = [0]; /* the first record of each file */
    for (const number of gists) this.firsts.push(this.firsts.at(-1) + number);
    this.files = new Map(); /* name → content; what did not come is asked for again the next time */
    this.areGone = false; /* whether the server has none of that name any more */
  }

  postingsName(piece) {
    return `postings-${shardOf(piece, this.shards)}`;
  }

  gistPlace(record) {
    const file = this.firsts.findLastIndex((first) => first <= record);
    return [`gists-${file}`, record - this.firsts[file]];
  }

  hasPostings(pieces) {
    return pieces.every((piece) => this.files.has(this.postingsName(piece)));
  }

  hasGists(records) {
    return records.every((record) => this.files.has(this.gistPlace(record)[0]));
  }

  loadPostings(pieces) {
    return this.load(pieces.map((piece) => this.postingsName(piece)));
  }

  loadGists(records) {
    return this.load(records.map((record) => this.gistPlace(record)[0]));
  }

  async load(names) {
    const missing = unique(names).filter((name) => !this.files.has(name));
    const coming = missing.map((name) => this.fetchJson(this.address.replace("#", name))
      .then((content) => this.files.set(name, content))
      .catch(({ cause }) => { this.areGone ||= cause === 404; })); /* offline, the names have answered already */
    await Promise.all(coming);
  }

  /** The line on a record, if it came. */
  gist(record) {
    const [name, place] = this.gistPlace(record);
    return this.files.get(name)?.[place] ?? "";
  }

  /** What the texts are worth as answers to pieces: BM25 over any of them, and a good deal for all. */
  points(pieces) {
    const { levels, parts, whole } = this.weights;
    const [found, held] = [new Map(), new Map()];
    let total = 0;
    for (const piece of pieces) {
      const file = this.files.get(this.postingsName(piece)) ?? {};
      const postings = Object.hasOwn(file, piece) ? file[piece] : []; /* every object knows a "constructor" */
      const rarity = rarityOf(postings.length, this.records);
      total += rarity;
      for (const posting of postings) {
        const record = Math.floor(posting / (levels + 1));
        found.set(record, (found.get(record) ?? 0) + (rarity * (posting % (levels + 1))) / levels);
        held.set(record, (held.get(record) ?? 0) + 1);
      }
    }
    const isWhole = (record) => pieces.length >= SOME_LENGTH && held.get(record) === pieces.length;
    return [...found].map(([record, points]) => [record, (parts * points) / total + (isWhole(record) ? whole : 0)]);
  }
}
