// How dates and amounts are understood that a person types, said where he types
// them: an answer from the server takes a line there and back for each key. The
// server has the last word when they are saved; its rules are entry.go and sums.go,
// and TestThePageUnderstandsAsTheServer holds these to them.

// A Place is what a form is read by. Days are as the server writes them, 2026-03-05.
export interface Place {
  language: string;
  today: string;
  issued: string[]; // the invoice date as it is typed, and as it is saved; the first that is a day counts
}

const dates = ["invoice_date", "due_date"];
const amounts = ["total_excl", "total_vat", "total_incl", "amount_due"];

// understands tells whether it is known here what a field means.
export const understands = (field: string): boolean => dates.includes(field) || amounts.includes(field);

// meaning is how a field will stand when it is saved; empty where that is as it was
// typed, or where it is not understood.
export function meaning(field: string, typed: string, at: Place): string {
  const said = typed.trim();
  const words = joined(said);
  let shown: string | undefined;
  if (amounts.includes(field)) {
    const cents = money(words);
    shown = cents === undefined ? undefined : decimal(cents, at.language);
  } else {
    const today = iso(at.today) ?? 0;
    const issued = at.issued.map((text) => dayOf(text.trim(), today)).find((day) => day !== undefined);
    const from = field === "due_date" ? (issued ?? today) : today;
    const day = dayFrom(words, today, from);
    shown = day === undefined ? undefined : shownDay(day, at.language);
  }
  return shown === undefined || shown === said ? "" : shown;
}

// A Sum says whether net and VAT make the total, all as a person reads them.
export interface Sum {
  net: string;
  vat: string;
  sum: string;
  total: string;
  off: string;
  fits: boolean;
}

// added adds what stands in a form; nothing where one of it is no amount.
export function added(net: string, vat: string, total: string, language: string): Sum | undefined {
  const [a, b, c] = [net, vat, total].map((typed) => money(joined(typed)));
  if (a === undefined || b === undefined || c === undefined) return undefined;
  const show = (cents: bigint) => decimal(cents, language);
  return { net: show(a), vat: show(b), sum: show(a + b), total: show(c), off: show(c - a - b), fits: a + b === c };
}

const joined = (typed: string): string => typed.trim().replace(/\s+/g, " ");
const bytes = (text: string): number => new TextEncoder().encode(text).length;

function decimal(cents: bigint, language: string): string {
  const point = language === "en" ? "." : ",";
  const thousands = language === "en" ? "," : language === "fr" ? "\u202f" : ".";
  const digits = (cents < 0n ? -cents : cents).toString().padStart(3, "0");
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, thousands);
  return `${cents < 0n ? "-" : ""}${whole}${point}${digits.slice(-2)}`;
}

// Amounts: in cents.

function money(typed: string): bigint | undefined {
  return amount(typed) ?? sum(typed);
}

function amount(typed: string): bigint | undefined {
  let s = typed.replace(/[ \u00a0\u202f'’€$£]/g, "").replace(/[−–]/g, "-");
  s = s.replace(/^EUR/, "").replace(/EUR$/, "").replace(/,-$/, "");
  let negative = false;
  if (s.startsWith("-")) [s, negative] = [s.slice(1), true];
  else if (s.endsWith("-")) [s, negative] = [s.slice(0, -1), true];
  if (!/^[0-9.,]{1,20}$/.test(s)) return undefined;
  let [whole, fraction] = [s, ""];
  const at = Math.max(s.lastIndexOf("."), s.lastIndexOf(","));
  if (at >= 0 && s.length - at - 1 <= 2) [whole, fraction] = [s.slice(0, at), s.slice(at + 1)];
  if (!/^\d+$/.test(whole) && !/^\d{1,3}(\.\d{3})+$/.test(whole) && !/^\d{1,3}(,\d{3})+$/.test(whole)) return undefined;
  whole = whole.replace(/[.,]/g, "");
  return fits(BigInt(whole + fraction.padEnd(2, "0")) * (negative ? -1n : 1n), whole.length);
}

// fits leaves out what has too many digits for an amount.
const fits = (cents: bigint, whole: number): bigint | undefined => (whole + 2 > 18 ? undefined : cents);

// A Ratio is a number that is not rounded.
type Ratio = [over: bigint, under: bigint];

interface Step {
  sign: string;
  value: Ratio;
  percent: boolean;
}

const longestSum = 80; // bytes

function sum(typed: string): bigint | undefined {
  if (bytes(typed) > longestSum) return undefined;
  const steps = stepsOf(typed);
  if (!steps || steps.length < 2) return undefined;
  let total: Ratio = [0n, 1n];
  for (let i = 0; i < steps.length; ) {
    const first = steps[i++] as Step;
    let part = first.value;
    for (let next = steps[i]; next && (next.sign === "*" || next.sign === "/"); next = steps[++i]) {
      let [over, under] = next.value;
      if (next.percent) under *= 100n;
      if (next.sign === "/") [over, under] = [under, over];
      if (under === 0n) return undefined;
      part = [part[0] * over, part[1] * under];
    }
    if (first.percent) part = [part[0] * total[0], part[1] * total[1] * 100n];
    if (first.sign === "-") part = [-part[0], part[1]];
    total = [total[0] * part[1] + part[0] * total[1], total[1] * part[1]];
  }
  return rounded(total);
}

function stepsOf(typed: string): Step[] | undefined {
  let rest = typed.replace(/[−–]/g, "-").replace(/[×xX]/g, "*").replace(/[÷:]/g, "/").trim();
  let sign = "+";
  if (rest.startsWith("-")) [rest, sign] = [rest.slice(1), "-"];
  const steps: Step[] = [];
  for (;;) {
    const at = rest.search(/[-+*/]/);
    const word = (at < 0 ? rest : rest.slice(0, at)).trim();
    const percent = word.endsWith("%");
    const cents = amount(percent ? word.slice(0, -1) : word);
    if (cents === undefined) return undefined;
    steps.push({ sign, value: [cents, 100n], percent });
    if (at < 0) return steps;
    [sign, rest] = [rest.charAt(at), rest.slice(at + 1)];
  }
}

// rounded is in cents, half away from zero.
function rounded([over, under]: Ratio): bigint | undefined {
  if (under < 0n) [over, under] = [-over, -under];
  const size = over < 0n ? -over : over;
  const cents = (size * 200n + under) / (2n * under);
  return fits(over < 0n ? -cents : cents, (cents / 100n).toString().length);
}

// Days: counted from 1970, as they are added and compared.

const longestTerm = 3660;
const whole = /^[+-]?\d+$/;

function dayFrom(typed: string, today: number, from: number): number | undefined {
  const said = dayOf(typed, today);
  if (said !== undefined) return said;
  let term = typed.toLowerCase().replaceAll(" ", "");
  const ends = term.endsWith("em");
  if (ends) term = term.slice(0, -2);
  const counted = term.startsWith("+");
  if (counted) term = term.slice(1);
  if (term === "" && ends && !counted) return endOfMonth(from);
  const n = whole.test(term) ? Number(term) : -1;
  if (n < 0 || n > longestTerm) return undefined;
  if (ends) return endOfMonth(from + n);
  if (counted) return from + n;
  const { year, month } = parts(from);
  return nearest([-1, 0, 1].map((months) => dayIn(year + Math.floor((month - 1 + months) / 12), ((month + 11 + months) % 12) + 1, n)), from);
}

function dayOf(typed: string, today: number): number | undefined {
  const day = iso(typed);
  if (day !== undefined) return day;
  const words = typed.toLowerCase().split(/[ /.,-]+/).filter((word) => word !== "");
  const [first, second, third] = words;
  if (first === undefined || second === undefined || words.length > 3) return undefined;
  const number = first.replace(/er$/, "");
  const month = monthOf(second);
  if (!whole.test(number) || month === undefined) return undefined;
  if (third === undefined) {
    const { year } = parts(today);
    return nearest([-1, 0, 1].map((years) => dayIn(year + years, month, Number(number))), today);
  }
  if (!whole.test(third) || (third.length !== 2 && third.length !== 4)) return undefined;
  const year = Number(third);
  return dayIn(year < 100 ? year + 2000 : year, month, Number(number));
}

// The beginnings that tell a month in nl, fr, en and de; the longer stand before
// those that they begin with.
const months: [begin: string, month: number][] = [
  ["jan", 1], ["fe", 2], ["fé", 2], ["maa", 3], ["mar", 3], ["mrt", 3], ["mär", 3], ["ap", 4], ["av", 4], ["mei", 5], ["mai", 5], ["may", 5],
  ["juin", 6], ["jun", 6], ["juil", 7], ["jul", 7], ["au", 8], ["ao", 8], ["s", 9], ["o", 10], ["n", 11], ["d", 12],
];

function monthOf(word: string): number | undefined {
  if (whole.test(word)) {
    const n = Number(word);
    return n >= 1 && n <= 12 ? n : undefined;
  }
  return bytes(word) < 3 ? undefined : months.find(([begin]) => word.startsWith(begin))?.[1];
}

const oneDay = 86_400_000; // ms

// dayIn is a day of the calendar; nothing where that has none of that number.
function dayIn(year: number, month: number, day: number): number | undefined {
  const at = new Date(0);
  at.setUTCFullYear(year, month - 1, day);
  const got = parts(at.getTime() / oneDay);
  return got.year === year && got.month === month && got.day === day ? at.getTime() / oneDay : undefined;
}

function parts(day: number): { year: number; month: number; day: number } {
  const at = new Date(day * oneDay);
  return { year: at.getUTCFullYear(), month: at.getUTCMonth() + 1, day: at.getUTCDate() };
}

function endOfMonth(day: number): number {
  const at = new Date(day * oneDay);
  return at.setUTCMonth(at.getUTCMonth() + 1, 0) / oneDay;
}

// nearest is the first of the days that are nearest to another.
function nearest(days: (number | undefined)[], to: number): number | undefined {
  let best: number | undefined;
  for (const day of days) {
    if (day !== undefined && (best === undefined || Math.abs(day - to) < Math.abs(best - to))) best = day;
  }
  return best;
}

function iso(text: string): number | undefined {
  const found = /^(\d{4})-(\d\d)-(\d\d)$/.exec(text);
  return found ? dayIn(Number(found[1]), Number(found[2]), Number(found[3])) : undefined;
}

function shownDay(day: number, language: string): string {
  const { year, month, day: number } = parts(day);
  const mark = language === "de" ? "." : "/";
  return [String(number).padStart(2, "0"), String(month).padStart(2, "0"), String(year).padStart(4, "0")].join(mark);
}
