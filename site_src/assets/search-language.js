/* Chinese for the search: one way to write a text, the pieces it is compared by, and how it is read aloud.
   An index is folded by guidebook/search/language.py: both give the same for every text. */
"use strict";

const HAN = "\u3005\u3007\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\u{20000}-\u{323af}";
const BEGINS_HAN = new RegExp(`^[${HAN}]`, "u");
const RUNS = new RegExp(`[${HAN}]+|[^ ${HAN}]+`, "gu");

const isHan = (text) => BEGINS_HAN.test(text);
const unique = (values) => [...new Set(values)];
const runsOf = (folded) => folded.match(RUNS) ?? [];
const pairsOf = (list, glue) => list.slice(1).map((next, n) => list[n] + glue + next);

/** The pieces that a text is found by: pairs of Chinese characters, then other words. */
function pairsIn(folded) {
  const runs = runsOf(folded);
  return unique([...runs.filter(isHan).flatMap((run) => pairsOf([...run], "")), ...runs.filter((run) => !isHan(run))]);
}

const singlesIn = (folded) => unique(runsOf(folded).filter(isHan).flatMap((run) => [...run]));

class Language {
  constructor({ readings, traditional, fillers }) {
    this.simple = new Map([...traditional.matchAll(/(.)(.)/gu)].map(([, one, other]) => [one, other]));
    this.phrases = new Map(Object.entries(readings.phrases).map(([pair, spoken]) => [pair, spoken.split(" ")]));
    this.syllable = new Map([...commonReadings(readings.runs), ...Object.entries(readings.rare)]);
    this.syllables = new Set(this.syllable.values());
    const whole = fillers.map((filler) => (isHan(filler) ? filler : `\\b${filler}\\b`)); /* no "a" inside a word */
    this.fillers = fillers.length ? new RegExp(whole.join("|"), "gu") : /(?!)/u;
  }

  fold(text) {
    const plain = text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();
    return [...plain].map((sign) => this.simple.get(sign) ?? sign).join("");
  }

  /** What a question is about: the text without 怎么办, 请问 and the like, unless nothing else is left. */
  core(folded) {
    return folded.replace(this.fillers, " ").trim() || folded;
  }

  /** Whether a text says what it is about: more than one sign, and not only 怎么办, 请问 and the like. */
  isQuestion(folded) {
    return new Set(folded.replace(this.fillers, "").replaceAll(" ", "")).size > 1;
  }

  /** The syllables of a folded text; other words stay one piece. */
  aloud(folded) {
    const spoken = [];
    for (const run of runsOf(folded)) {
      const signs = isHan(run) ? [...run] : [run];
      for (let n = 0; n < signs.length; n++) {
        const pair = this.phrases.get(signs[n] + signs[n + 1]);
        if (pair) { spoken.push(...pair); n++; } else spoken.push(this.syllable.get(signs[n]) ?? signs[n]);
      }
    }
    return spoken;
  }

  /** The syllables that letters are made of, the fewest possible; none if they are no pinyin. */
  parse(letters) {
    const best = [[]];
    for (let end = 1; end <= letters.length; end++) {
      for (let start = Math.max(0, end - 6); start < end; start++) {
        if (!best[start] || !this.syllables.has(letters.slice(start, end))) continue;
        if (best[end] && best[start].length + 1 >= best[end].length) continue;
        best[end] = [...best[start], letters.slice(start, end)];
      }
    }
    return best[letters.length] ?? [];
  }
}

/* The characters of GB 2312 level one stand in the order of their readings (guidebook/search/readings.py). */
function* commonReadings(runs) {
  const decoder = new TextDecoder("gbk");
  let place = 0;
  for (const [, syllable, length] of runs.matchAll(/([a-z]+)(\d+)/g)) {
    for (let end = place + Number(length); place < end; place++) {
      yield [decoder.decode(new Uint8Array([0xb0 + Math.floor(place / 94), 0xa1 + (place % 94)])), syllable];
    }
  }
}
