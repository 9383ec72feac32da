/** SHA-256 by hand: the browser's own is not there without TLS, and waits for a turn after each of a million words. */

const ROUNDS = new Uint32Array(64);
const BEGIN = new Uint32Array(8);

{
  const root = (value: number) => ((value - Math.floor(value)) * 2 ** 32) | 0;
  for (let number = 2, found = 0; found < 64; number += 1) {
    if (Array.from({ length: number - 2 }, (_, i) => i + 2).some((divisor) => number % divisor === 0)) continue;
    if (found < 8) BEGIN[found] = root(number ** (1 / 2));
    ROUNDS[found] = root(number ** (1 / 3));
    found += 1;
  }
}

const words = new Int32Array(64);

/** The digest of some bytes, as eight words. */
export function sha256(bytes: Uint8Array): Uint32Array {
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64);
  padded.set(bytes);
  padded[bytes.length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setUint32(padded.length - 4, bytes.length * 8);
  const state = Uint32Array.from(BEGIN);
  for (let at = 0; at < padded.length; at += 64) mix(state, view, at);
  return state;
}

/** Are the first so many bits of the digest zero? */
export function beginsWithZeros(digest: Uint32Array, bits: number): boolean {
  for (let at = 0; bits > 0; at += 1, bits -= 32) {
    if (bits >= 32 ? digest[at] !== 0 : digest[at]! >>> (32 - bits) !== 0) return false;
  }
  return true;
}

function mix(state: Uint32Array, view: DataView, at: number): void {
  for (let i = 0; i < 16; i += 1) words[i] = view.getInt32(at + i * 4);
  for (let i = 16; i < 64; i += 1) {
    const [early, late] = [words[i - 15]!, words[i - 2]!];
    const small = turned(early, 7) ^ turned(early, 18) ^ (early >>> 3);
    const large = turned(late, 17) ^ turned(late, 19) ^ (late >>> 10);
    words[i] = (words[i - 16]! + small + words[i - 7]! + large) | 0;
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number];
  for (let i = 0; i < 64; i += 1) {
    const one = (h + (turned(e, 6) ^ turned(e, 11) ^ turned(e, 25)) + ((e & f) ^ (~e & g)) + ROUNDS[i]! + words[i]!) | 0;
    const two = ((turned(a, 2) ^ turned(a, 13) ^ turned(a, 22)) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + one) | 0, c, b, a, (one + two) | 0];
  }
  [a, b, c, d, e, f, g, h].forEach((value, i) => (state[i] = state[i]! + value));
}

function turned(word: number, by: number): number {
  return (word >>> by) | (word << (32 - by));
}
