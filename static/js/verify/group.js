/**
 * The group BELENIOS-2048 (SPEC 3.2): numbers mod p with x^q = 1, in native BigInt.
 *
 * Nearly all the time of a check goes into powers. Three things make them cheap: g and y have tables of their own
 * (`FixedBase`); the powers that one number needs, its test of membership among them, share their squarings (`powers`);
 * and only odd digits are kept, so that a power of 256 bits costs some 66 products beside the squarings.
 * Nothing here is secret, so nothing needs to take the same time.
 */

export const P = BigInt(
  '20694785691422546401013643657505008064922989295751104097100884787057374219242717401922237254497684338129066633' +
    '13807895840496005438963628979639303877390572280360597374942767137677761889858987273586504908116709931053586778' +
    '09800307904916540637771737641986785272734744763418356000356983051931442845617019110007867373073335641239717328' +
    '97913240474578834468260652327974647951137672658693582180046317922073668860052627186363386088796882120769432366' +
    '14949100292344434637322214588410058642105024212036543356120132048111885240873107701415166620016231317716937218' +
    '9248078507711827842317498073276598828825169183103125680162072880719',
);
export const Q = 78571733251071885079927659812671450121821421258408794611510081919805623223441n;
export const G = BigInt(
  '24023526775018522092276877035323999327122876573783649165100753187876632741463532193202856761552696787996946682' +
    '98749389095083896573425601900601068477164491735474137283104610458681314511781646755400527402889846139864532661' +
    '21505579709716201616827031288643245666383486363578210615491841998253431518974065818686865115135857641013888221' +
    '53960160432288436039309893336627728484065931384060102316750957637779826651036068224066350766977640253462537730' +
    '85133173495194248967754052573659049492477631475991575198775177711481490920456600205478127054728238140972518639' +
    '858334115700568353695553423781475582491896050296680037745308460627',
);

const BITS = 256;
const WINDOW = 4; // odd digits below 16: the cheapest for exponents of 256 bits
const BUCKETS = 1 << (WINDOW - 1);

/** @param {bigint} a @param {bigint} b */
export const multiply = (a, b) => (a * b) % P;

/** @param {Iterable<bigint>} numbers */
export function product(numbers) {
  let result = 1n;
  for (const each of numbers) {
    result = (result * each) % P;
  }
  return result;
}

/**
 * The digits of an exponent: places and odd numbers below 2^WINDOW with exponent = sum of digit * 2^place.
 *
 * @param {bigint} exponent 0 or more
 * @returns {[number, number][]}
 */
function oddDigits(exponent) {
  const bits = exponent.toString(2);
  const last = bits.length - 1;
  /** @type {[number, number][]} */
  const digits = [];
  for (let place = 0; place <= last; place += 1) {
    if (bits[last - place] === '1') {
      let digit = 0;
      for (let up = Math.min(WINDOW - 1, last - place); up >= 0; up -= 1) {
        digit = 2 * digit + Number(bits[last - place - up]);
      }
      digits.push([place, digit]);
      place += WINDOW - 1;
    }
  }
  return digits;
}

/**
 * Powers of one number (Yao's method): the squarings are made once for all exponents.
 *
 * @param {bigint} base 1..p-1
 * @param {bigint[]} exponents each 0 or more
 * @returns {bigint[]}
 */
export function powers(base, exponents) {
  const all = exponents.map(oddDigits);
  const buckets = exponents.map(() => /** @type {(bigint | undefined)[]} */ (new Array(BUCKETS)));
  const next = exponents.map(() => 0);
  const highest = Math.max(...all.map((digits) => (digits.length ? digits[digits.length - 1][0] : -1)));
  let square = base;
  for (let place = 0; place <= highest; place += 1) {
    for (let which = 0; which < all.length; which += 1) {
      const digit = all[which][next[which]];
      if (digit && digit[0] === place) {
        next[which] += 1;
        const at = digit[1] >> 1;
        const before = buckets[which][at];
        buckets[which][at] = before === undefined ? square : (before * square) % P;
      }
    }
    square = place < highest ? (square * square) % P : square;
  }
  return buckets.map(gathered);
}

/**
 * The product of bucket[k]^(2k+1): twice the product of bucket[k]^k, and once of all.
 *
 * @param {(bigint | undefined)[]} buckets
 */
function gathered(buckets) {
  let running = 1n;
  let total = 1n;
  for (let at = BUCKETS - 1; at > 0; at -= 1) {
    const bucket = buckets[at];
    running = bucket === undefined ? running : (running * bucket) % P;
    total = running === 1n ? total : (total * running) % P;
  }
  const all = buckets[0] === undefined ? running : (running * buckets[0]) % P;
  return (((total * total) % P) * all) % P;
}

/** @param {bigint} base @param {bigint} exponent 0 or more */
export const power = (base, exponent) => powers(base, [exponent])[0];

/** The inverse of a member. @param {bigint} member */
export const invert = (member) => power(member, Q - 1n);

/** Whether a number in 1..p-1 is in the group. @param {bigint} number */
export const isMember = (number) => power(number, Q) === 1n;

/** A table of powers of one member, for many exponents of 256 bits without a squaring. */
export class FixedBase {
  /**
   * @param {bigint} base
   * @param {number} width bits of a digit: more of them make the table dearer and a power cheaper
   */
  constructor(base, width) {
    this.width = width;
    /** @type {bigint[][]} */
    this.rows = [];
    let unit = base;
    for (let place = 0; place < BITS; place += width) {
      const row = [1n, unit];
      for (let digit = 2; digit < 1 << width; digit += 1) {
        row.push((row[digit - 1] * unit) % P);
      }
      this.rows.push(row);
      unit = (row[row.length - 1] * unit) % P;
    }
  }

  /** @param {bigint} exponent 0..q-1 */
  power(exponent) {
    let result = 1n;
    let rest = exponent;
    const mask = (1n << BigInt(this.width)) - 1n;
    for (let row = 0; rest; row += 1) {
      const digit = Number(rest & mask);
      if (digit) {
        result = (result * this.rows[row][digit]) % P;
      }
      rest >>= BigInt(this.width);
    }
    return result;
  }
}

/** How often a base was used when it is worth a table of this width. */
const GROWTH = [
  { uses: 4, width: 4 },
  { uses: 300, width: 8 },
  { uses: 6_000, width: 11 },
];

/** A table that grows as it is used: a record of three ballots does not pay for one of three thousand. */
export class GrowingBase {
  /** @param {bigint} base a member */
  constructor(base) {
    this.base = base;
    this.uses = 0;
    this.table = /** @type {FixedBase | null} */ (null);
  }

  /** @param {bigint} exponent 0..q-1 */
  power(exponent) {
    this.uses += 1;
    const grown = GROWTH.find(({ uses }) => uses === this.uses);
    if (grown) {
      this.table = new FixedBase(this.base, grown.width);
    }
    return this.table ? this.table.power(exponent) : power(this.base, exponent);
  }
}
