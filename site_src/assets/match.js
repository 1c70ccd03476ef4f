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
    if (!Number.isFinite(number) || (fact.whole && !Number.isInteger(number))) {
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
    const day = /^(1[89]|2[01])\d\d-\d\d-\d\d$/.test(text) ? new Date(text) : NaN;
    const isDay = !Number.isNaN(+day) && day.toISOString().startsWith(text); /* no 31st of February */
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

/* 找政策: compares what somebody taps with the conditions of policies. Nothing that is answered leaves this
   device: answers stand behind # in the address, so that it can be shared. */
(() => {
  "use strict";
  const SHOWN_REASONS = 3;
  const form = document.querySelector("[data-match]");
  const { facts, policies } = JSON.parse(document.querySelector("[data-match-rules]").textContent);
  const today = new Date(Date.now() + 8 * 36e5).toISOString().slice(0, 10); /* China's day */
  const place = (name) => document.querySelector(`[data-match-${name}]`);
  const items = [...document.querySelectorAll("[data-policy]")];
  const FAR = "9999";
  const isFinder = form.matches("[data-match=finder]");

  function element(name, text, look = "") {
    return Object.assign(document.createElement(name), { textContent: text, className: look });
  }

  /* ---- Answers in the address and in the form ---- */

  let given = new Map(); /* question → what was answered, as text */

  function fromAddress() {
    const asked = [...new URLSearchParams(location.hash.slice(1))].filter(([, text]) => text);
    const isFact = ([name]) => Object.hasOwn(facts, name);
    given = new Map(asked.filter(isFact));
    const unknown = asked.filter((each) => !isFact(each));
    const faults = [...given].flatMap(([name, text]) => matching.read(facts[name], text).fault ?? []);
    for (const [name, text] of given) if (matching.read(facts[name], text).fault) given.delete(name);
    return [...faults, ...(unknown.length ? ["网址里有几项现在不问了，没有用上，其余的照旧"] : [])];
  }

  const address = () => new URLSearchParams([...given]).toString();

  function fromForm(name) {
    const fields = [...form.elements].filter((field) => field.name === name);
    const picked = fields.filter((field) => field.checked && field.value).map((field) => field.value);
    const typed = fields.find((field) => field.matches("[type=number], [type=date]"))?.value;
    const text = typed || picked.join("、");
    if (text) given.set(name, text);
    else given.delete(name);
  }

  function fillForm() {
    for (const field of form.elements) {
      const text = given.get(field.name) ?? "";
      if (field.type === "checkbox") field.checked = text.split("、").includes(field.value);
      else if (field.type === "radio") field.checked = field.value === text;
      else if (field.matches("[type=number], [type=date]")) field.value = isPicked(field.name, text) ? "" : text;
    }
    for (const question of form.querySelectorAll("details")) {
      const said = given.get(question.dataset.fact);
      question.querySelector("[data-said]").textContent = said ?? "";
    }
  }

  const isPicked = (name, text) => facts[name]?.bands?.some(([label]) => label === text);

  function openNext(question) {
    const next = [...form.querySelectorAll("details")].find(({ dataset }) => !given.has(dataset.fact));
    question.open = false;
    if (next) next.open = true;
  }

  /* ---- What it comes to ---- */

  function stateOf({ from, to }) {
    if (to && to < today) return "over";
    return from && from > today ? "later" : "now";
  }

  function wordFor(policy, met) {
    if (stateOf(policy) === "over") return ["已过有效期", "stop"];
    if (met === true) return policy.checked ? ["符合", "ok"] : [`看起来符合，${form.dataset.ask}`, "ok"];
    return met === null ? ["可能符合", "due"] : ["暂不符合", "quiet"];
  }

  /** Say what is still asked, each once, and what people have to judge; or which line is not met. */
  function reasons({ rule }, answers, met) {
    const lines = matching.deciding(rule, answers, today);
    if (met === false) return lines.map((line) => `不满足：${line.words}${line.otherwise ? `。${line.otherwise}` : ""}`);
    const asked = [...new Set(lines.filter(({ fact }) => fact).map(({ fact }) => facts[fact].name))];
    const more = asked.length > SHOWN_REASONS ? `等 ${asked.length} 项` : "";
    const missing = asked.length ? [`还差：${asked.slice(0, SHOWN_REASONS).join("、")}${more}`] : [];
    return [...missing, ...(lines.some(({ manual }) => manual) ? ["有的条件要人工判断"] : [])];
  }

  function tierOf(policy, answers) {
    return policy.tiers?.find(([rule]) => matching.judge(rule, answers, today) === true)?.[1];
  }

  function tell(item, policy, answers, met) {
    const [word, look] = wordFor(policy, met);
    const told = isFinder ? reasons(policy, answers, met).slice(0, SHOWN_REASONS) : [];
    const tier = met === false ? null : tierOf(policy, answers);
    const lines = [...(tier ? [`得到：${tier}`] : []), ...told];
    item.querySelector("[data-verdict]").replaceChildren(
      element("span", word, `tag tag--${look}`), ...lines.map((line) => element("p", line)),
    );
  }

  const ORDER = { true: 0, null: 1, false: 2 };
  const closing = ({ closes = [] }) => closes.filter((day) => day >= today).sort()[0] ?? FAR;

  function judgeAll(answers) {
    return items.map((item) => {
      const policy = policies[item.dataset.policy];
      const met = matching.judge(policy.rule, answers, today);
      tell(item, policy, answers, met);
      const open = matching.deciding(policy.rule, answers, today).length;
      return { item, policy, open, group: stateOf(policy) === "over" ? 3 : ORDER[met] };
    });
  }

  function sortList(judged) {
    const sorted = [...judged].sort((a, b) => (
      closing(a.policy).localeCompare(closing(b.policy)) || a.open - b.open));
    const groups = document.querySelectorAll("[data-match-group]");
    groups.forEach((group, n) => {
      const mine = sorted.filter((each) => each.group === n).map(({ item }) => item);
      group.querySelector("ol").replaceChildren(...mine);
      group.hidden = !mine.length;
      group.querySelector("[data-count]").textContent = mine.length;
    });
    place("by-kind").hidden = true;
    const count = (n) => judged.filter((each) => each.group === n).length;
    const counts = ["看起来符合", "可能符合", "暂不符合"].map((word, n) => `${word} ${count(n)} 条`);
    place("told").textContent = given.size ? `${counts.join("，")}。` : "";
  }

  /* ---- On the page of one policy: its lines ---- */

  function markLines(rule, answers, path = "0") {
    const line = document.querySelector(`[data-line="${path}"]`);
    const met = matching.judge(rule, answers, today);
    const words = { true: "满足", false: "不满足", null: rule.manual ? "要人工判断" : "还不清楚" }[met];
    const look = { true: "ok", false: "stop", null: "due" }[met];
    line.querySelector("[data-state]").replaceChildren(element("span", words, `tag tag--${look}`));
    const remedy = line.querySelector(":scope > [data-otherwise]");
    if (remedy) remedy.hidden = met !== false;
    (rule.all ?? rule.any ?? rule.none ?? []).forEach((part, n) => markLines(part, answers, `${path}.${n}`));
  }

  function show(faults = []) {
    const read = [...given].map(([name, text]) => [name, matching.read(facts[name], text)]);
    const answers = Object.fromEntries(read.filter(([, answer]) => !answer.fault));
    const told = [...faults, ...read.flatMap(([, { fault }]) => fault ?? []), ...matching.impossible(facts, answers)];
    place("faults").replaceChildren(...told.map((fault) => element("p", fault)));
    place("faults").hidden = !told.length;
    const judged = judgeAll(answers);
    if (isFinder) sortList(judged);
    else markLines(judged[0].policy.rule, answers);
    document.body.classList.toggle("unanswered", !given.size);
    carry();
  }

  /** Links to policies, and to the form, take the answers along. */
  function carry() {
    for (const link of document.querySelectorAll("a[data-carries]")) link.hash = address();
    const ask = place("ask");
    const target = new URL(ask.href);
    if (given.size) target.searchParams.set("facts", address());
    else target.searchParams.delete("facts");
    ask.href = target;
  }

  function answered({ target }) {
    fromForm(target.name);
    if (target.matches("[type=number], [type=date]") && target.value) uncheck(target.name);
    if (target.type === "radio") clearTyped(target.name);
    history.replaceState(null, "", given.size ? `#${address()}` : location.pathname);
    const question = target.closest("details");
    question.querySelector("[data-said]").textContent = given.get(target.name) ?? "";
    show();
    if (target.type === "radio" && isFinder) openNext(question);
  }

  const named = (name, kind) => [...form.elements].filter((field) => field.name === name && field.matches(kind));
  const uncheck = (name) => named(name, "[type=radio]").forEach((field) => { field.checked = false; });
  const clearTyped = (name) => named(name, "[type=number]").forEach((field) => { field.value = ""; });

  function start() {
    const faults = fromAddress();
    fillForm();
    if (isFinder) openNext(form.querySelector("details"));
    show(faults);
  }

  form.hidden = false;
  for (const detail of document.querySelectorAll("[data-policy] details")) detail.hidden = isFinder;
  form.addEventListener("change", answered);
  form.addEventListener("submit", (event) => event.preventDefault());
  addEventListener("hashchange", () => {
    if (!location.hash || location.hash.includes("=")) start(); /* not for a place within the page */
  });
  start();
})();
