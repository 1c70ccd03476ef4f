/* MiniSearch fed with our names, ways of asking, synonyms, pinyin and traditional characters, asked the same
   questions: what is left to say for an engine of our own. Called by bench/search.py, which writes rival.json. */
"use strict";
const fs = require("fs");
const path = require("path");
const zlib = require("zlib");

const folder = path.resolve(process.argv[2]);
const MiniSearch = require("node:module").createRequire(path.join(folder, "here.js"))("minisearch");
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

for (const [name, tokenize] of Object.entries(cuts)) {
  const engine = new MiniSearch({ fields: FIELDS, tokenize, processTerm: (term) => term });
  engine.addAll(documents);
  let [first, three] = [0, 0];
  for (const { text, answers } of queries) {
    const found = engine.search(widened(text), { boost: BOOST, prefix: true, fuzzy }).slice(0, 3).map(({ id }) => id);
    first += answers.includes(found[0]);
    three += found.some((address) => answers.includes(address));
  }
  const share = (count) => `${((100 * count) / queries.length).toFixed(1)} %`;
  const size = Math.round(zlib.gzipSync(JSON.stringify(engine)).length / 1000);
  console.log(`MiniSearch + our fields, ${name}: first ${share(first)}, three ${share(three)}, index ${size} KB gzip`);
}
