/** What a guest's browser does before it is let in: away from the page, which stays alive meanwhile. */

import { beginsWithZeros, sha256 } from "./sha256.js";

export interface Work {
  challenge: string;
  difficulty: number;
}

/** Find a text that, put behind the challenge, has a digest with enough zeros. */
export function proofOf({ challenge, difficulty }: Work): string {
  const encoder = new TextEncoder();
  for (let number = 0; ; number += 1) {
    const proof = String(number);
    if (beginsWithZeros(sha256(encoder.encode(`${challenge}:${proof}`)), difficulty)) return proof;
  }
}
