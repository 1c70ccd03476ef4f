/* MiniSearch fed with our names, ways of asking, synonyms, pinyin and traditional characters, asked the same
   questions: what is left to say for an engine of our own. Called by bench/search.py with the folder where
   minisearch is installed and the one where rival.json is; prints JSON. */
"use strict";
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");

const [modules, folder] = process.argv.slice(2).map((argument) => path.resolve(argument));
const require_ = require("node:module").createRequire(path.join(modules, "here.js"));
const MiniSearch = require_("minisearch");
const program = zlib.gzipSync(fs.readFileSync(path.join(modules, "node_modules/minisearch/dist/umd/index.js"))).length;
const { documents, queries, synonyms, traditional } = JSON.parse(fs.readFileSync(path.join(folder, "rival.json")));

const FIELDS = ["title", "names", "questions", "keywords", "body", "pinyin", "initials"];
const BOOST = { title: 4, names: 4, questions: 2, keywords: 2, pinyin: 3, initials: 3 };
const simple = new Map([...traditional.matchAll(/(.)(.)/gu)].map(([, one, other]) => [one, other]));
const fold = (text) => [...text.normalize("NFKC").toLowerCase()].map((sign) => simple.get(sign) ?? sign).join("");
const segmenter = new Intl.Segmenter("zh", { granularity: "word" });

const cuts = {
  words: (text) => [...segmenter.segment(fold(text))].filter((piece) => piece.isWordLike).map((piece) => piece.segment),
  bigrams: (text) => (fold(text).match(/\p{Script=Han}+|[a-z0-9]+/gu) ?? []).flatMap((run) => {
    const signs = [...run];
    return /\p{Script=Han}/u.test(run) && signs.length > 1 ? signs.slice(1).map((sign, n) => signs[n] + sign) : [run];
  }),
};

const widened = (query) => [fold(query), ...synonyms.filter((group) => group.some((word) => fold(query).includes(fold(word)))).flat()].join(" ");

const fuzzy = (term) => (/^[a-z]{5,}$/.test(term) ? 0.2 : false);

const rows = Object.entries(cuts).map(([cut, tokenize]) => {
  const options = { fields: FIELDS, tokenize, processTerm: (term) => term };
  let began = performance.now();
  const engine = new MiniSearch(options);
  engine.addAll(documents);
  const build = performance.now() - began;
  const index = JSON.stringify(engine);
  began = performance.now();
  const loaded = MiniSearch.loadJSON(index, options);
  const ready = performance.now() - began;
  const answers = queries.map((text) => {
    const start = performance.now();
    const found = loaded.search(widened(text), { boost: BOOST, prefix: true, fuzzy }).slice(0, 3).map(({ id }) => id);
    return { took: performance.now() - start, found };
  });
  return { cut, build, ready, bytes: zlib.gzipSync(index).length + program,
    found: answers.map(({ found }) => found), took: answers.map(({ took }) => took) };
});
console.log(JSON.stringify(rows));
