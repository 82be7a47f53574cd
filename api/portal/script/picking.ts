// Which words of the page make the value of a field, when a person clicks one
// of them: the shortest run of words on its line that has the field's shape.

export interface Box {
  X0: number;
  Y0: number;
  X1: number;
  Y1: number;
}

export interface Word {
  t: string;
  b: Box;
}

export interface Pick {
  text: string;
  box: Box;
}

const amount = /^[€$£]?[-−]?\d{1,3}([.,' ]?\d{3})*([.,]\d{1,2})?[-−]?(€|EUR)?$/;
const date = /^\d{1,2}(er)?[ ./-](\d{1,2}|[a-zéäû]{3,}\.?)[ ./-](\d{2}|\d{4})$|^\d{4}-\d{2}-\d{2}$/i;
const vat = /^([A-Z]{2})?[- ]?[01]?\d{3}[. ]?\d{3}[. ]?\d{3}$|^[A-Z]{2}[A-Z0-9.]{5,13}$/i;

const shapes: Record<string, RegExp> = {
  supplier_iban: /^[A-Z]{2}\d{2}[A-Z0-9]{11,30}$/i,
  supplier_vat: vat,
  customer_vat: vat,
  structured_ref: /^[+*]{0,3}\d{3}\/?\d{4}\/?\d{5}[+*]{0,3}$|^RF\d{2}[A-Z0-9]{1,21}$/i,
  invoice_date: date,
  due_date: date,
  total_excl: amount,
  total_vat: amount,
  total_incl: amount,
  amount_due: amount,
};

// Shapes that are written with spaces between their groups.
const solid = new Set(["supplier_iban", "supplier_vat", "customer_vat", "structured_ref"]);

export function pick(field: string, words: Word[], at: Word): Pick {
  const shape = shapes[field];
  if (!shape) return whole([at], " ");
  const line = lineOf(words, at);
  const here = line.indexOf(at);
  for (let length = 1; length <= 8; length++) {
    for (let from = Math.max(0, here - length + 1); from <= here && from + length <= line.length; from++) {
      const run = line.slice(from, from + length);
      const text = run.map((w) => w.t).join(solid.has(field) ? "" : " ");
      if (shape.test(text.replace(/[,;:)]+$/, ""))) return { text: run.map((w) => w.t).join(" ").replace(/[,;:)]+$/, ""), box: around(run) };
    }
  }
  return whole([at], " ");
}

// region makes the value of a field of the words in a box: the part that has
// the field's shape, else all of them in reading order.
export function region(field: string, words: Word[]): Pick {
  const order = lines(words);
  const shape = shapes[field];
  for (let length = order.length; shape && length > 0; length--) {
    for (let from = 0; from + length <= order.length; from++) {
      const run = order.slice(from, from + length);
      if (shape.test(run.map((w) => w.t).join(solid.has(field) ? "" : " "))) return whole(run, " ");
    }
  }
  return whole(order, " ");
}

// lines puts words into reading order.
function lines(words: Word[]): Word[] {
  const rest = [...words].sort((a, b) => a.b.Y0 - b.b.Y0);
  const order: Word[] = [];
  while (rest.length) {
    const first = rest[0] as Word;
    const middle = (first.b.Y0 + first.b.Y1) / 2;
    const line = rest.filter((w) => w.b.Y0 <= middle && w.b.Y1 >= middle).sort((a, b) => a.b.X0 - b.b.X0);
    order.push(...line);
    for (const word of line) rest.splice(rest.indexOf(word), 1);
  }
  return order;
}

export function whole(words: Word[], between: string): Pick {
  return { text: words.map((w) => w.t).join(between), box: around(words) };
}

function around(words: Word[]): Box {
  const boxes = words.map((w) => w.b);
  return {
    X0: Math.min(...boxes.map((b) => b.X0)),
    Y0: Math.min(...boxes.map((b) => b.Y0)),
    X1: Math.max(...boxes.map((b) => b.X1)),
    Y1: Math.max(...boxes.map((b) => b.Y1)),
  };
}

// lineOf gives the words that stand beside one, from left to right, without
// those behind a gap of three letters' height.
function lineOf(words: Word[], at: Word): Word[] {
  const middle = (at.b.Y0 + at.b.Y1) / 2;
  const height = Math.max(4, at.b.Y1 - at.b.Y0);
  const beside = words.filter((w) => w.b.Y0 <= middle && w.b.Y1 >= middle).sort((a, b) => a.b.X0 - b.b.X0);
  const here = beside.indexOf(at);
  let from = here;
  let to = here;
  const near = (left: Word | undefined, right: Word | undefined) => !!left && !!right && right.b.X0 - left.b.X1 < 3 * height;
  while (near(beside[from - 1], beside[from])) from--;
  while (near(beside[to], beside[to + 1])) to++;
  return beside.slice(from, to + 1);
}
