/* What conditions of policies come to for a company: the same rules that guidebook/matching compiles and
   evaluates when content is checked. A test compares the two over all examples and by chance. */
globalThis.matching = (() => {
  "use strict";
  const NOTHING = "都没有";
  const SEVERAL = "、";
  const BIGGEST = Infinity;

  /* ---- Answers: {range: [low, high, isLowOpen, isHighOpen]}, {picked: […]} or {day} ---- */

  function readNumber(fact, text) {
    const band = fact.bands?.find(([label]) => label === text);
    if (band) return { range: band.slice(1) };
    const number = /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
    if (Number.isNaN(number) || (fact.whole && !Number.isInteger(number))) {
      return { fault: `${fact.name}应为${fact.whole ? "整数" : "数目"}（${fact.unit}），现在是“${text}”，请重新填` };
    }
    const [least, most] = [fact.least ?? 0, fact.most ?? BIGGEST];
    if (number < least || number > most) {
      const span = most === BIGGEST ? `不少于 ${least}` : `在 ${least} 到 ${most} 之间`;
      return { fault: `${fact.name}应${span} ${fact.unit}，现在是“${text}”，请核对` };
    }
    return { range: [number, number, false, false] };
  }

  function readDay(fact, text) {
    const isDay = /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
    return isDay ? { day: text } : { fault: `${fact.name}应为日期，如 2024-05-01，现在是“${text}”，请重新填` };
  }

  /** Read the answer to a question; one that is none has a `fault`, a sentence. */
  function read(fact, text) {
    if (fact.kind === "number") return readNumber(fact, text);
    if (fact.kind === "day") return readDay(fact, text);
    if (fact.kind === "several" && text === NOTHING) return { picked: [] };
    const picked = fact.kind === "several" ? text.split(SEVERAL) : [text];
    const isKnown = picked.every((label) => fact.choices.includes(label));
    return isKnown ? { picked } : { fault: `${fact.name}里没有“${text}”，请重新选` };
  }

  /** Name what cannot be together: a part that is larger than its whole. */
  function impossible(facts, answers) {
    return Object.entries(facts).flatMap(([name, { above, name: words }]) => {
      const [part, whole] = [answers[name]?.range, answers[above]?.range];
      const isAbove = part && whole && (part[0] ?? 0) > (whole[1] ?? BIGGEST);
      return isAbove ? [`${words}不会超过${facts[above].name}，请核对这两项`] : [];
    });
  }

  /* ---- Comparisons: true, false, or null while it is unknown ---- */

  const ends = ([low, high]) => [low ?? -BIGGEST, high ?? BIGGEST];

  function isWithin(inner, outer) {
    const [[low, high], [from, to]] = [ends(inner), ends(outer)];
    return (low > from || (low === from && (inner[2] || !outer[2])))
      && (high < to || (high === to && (inner[3] || !outer[3])));
  }

  function endsBefore(first, second) {
    const [high, low] = [ends(first)[1], ends(second)[0]];
    return high < low || (high === low && (first[3] || second[2]));
  }

  function compareRange(rule, answer) {
    if (endsBefore(answer, rule) || endsBefore(rule, answer)) return false;
    return isWithin(answer, rule) ? true : null;
  }

  /** The day so many 日, 个月 or 年 after another; a 31st becomes the month's last day. */
  function after(day, [number, unit]) {
    const [year, month, date] = day.split("-").map(Number);
    if (unit === "日") return new Date(Date.UTC(year, month - 1, date + number)).toISOString().slice(0, 10);
    const months = year * 12 + month - 1 + number * (unit === "年" ? 12 : 1);
    const last = new Date(Date.UTC(Math.floor(months / 12), (months % 12) + 1, 0)).getUTCDate();
    const shown = Date.UTC(Math.floor(months / 12), months % 12, Math.min(date, last));
    return new Date(shown).toISOString().slice(0, 10);
  }

  function hasLasted([least, most], day, today) {
    return (!least || after(day, least) <= today) && (!most || after(day, most) >= today);
  }

  function compare(rule, answer, today) {
    if (!answer) return null;
    if (rule.range) return compareRange(rule.range, answer.range);
    if (rule.span) return hasLasted(rule.span, answer.day, today);
    return rule.among.some((label) => answer.picked.includes(label));
  }

  const opposite = (met) => (met === null ? null : !met);

  function every(parts) {
    if (parts.includes(false)) return false;
    return parts.includes(null) ? null : true;
  }

  /** Tell whether a rule is met on a day: true, false, or null. */
  function judge(rule, answers, today) {
    if (rule.manual) return null;
    if (rule.fact) return compare(rule, answers[rule.fact], today);
    const within = (rules) => rules.map((part) => judge(part, answers, today));
    if (rule.all) return every(within(rule.all));
    const isAny = opposite(every(within(rule.any ?? rule.none).map(opposite)));
    return rule.any ? isAny : opposite(isAny);
  }

  /* ---- What is told of a rule that is not met, or not yet ---- */

  const parts = (rule) => rule.all ?? rule.any ?? rule.none ?? [];

  /** Return the lines that decide: those not met of a rule that is not met, else those still open. */
  function deciding(rule, answers, today) {
    const met = judge(rule, answers, today);
    if (met === true) return [];
    const inner = parts(rule).filter((part) => rule.none || judge(part, answers, today) === met);
    if (!inner.length) return [rule];
    return inner.flatMap((part) => (rule.none ? [rule] : deciding(part, answers, today)));
  }

  return { read, impossible, judge, deciding };
})();
