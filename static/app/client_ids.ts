/** Names that a client gives to what it makes, so that a repeat is known as one. */

const BYTES = 16;

export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(BYTES));
  return btoa(String.fromCharCode(...bytes)).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}
