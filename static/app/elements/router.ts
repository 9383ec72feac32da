/** Where the person is: every place has its address, and going there is an entry in the browser's history. */

export type Tab = "chats" | "contacts" | "discover" | "me";

/** What there is to see and set of a group, below its first page "". */
const GROUP_PAGES = ["members", "add", "edit", "notice", "nickname", "requests", "links", "settings", "log"] as const;
export type GroupPageName = "" | (typeof GROUP_PAGES)[number];

/** What people share, by its kind. */
export const SHELVES = ["pictures", "videos", "files", "links"] as const;
export type Shelf = (typeof SHELVES)[number];

export type Place =
  | { name: "chats" }
  | { name: "conversation"; stream: string; seq?: number }
  | { name: "shelf"; stream: string; shelf: Shelf }
  | { name: "group-info"; stream: string; page: GroupPageName }
  | { name: "requests" }
  | { name: "new-group" }
  | { name: "invite"; code: string }
  | { name: "search"; asked: string }
  | { name: "contacts" }
  | { name: "new-friends" }
  | { name: "my-groups" }
  | { name: "find"; query: string }
  | { name: "person"; username: string }
  | { name: "qr"; username: string }
  | { name: "discover"; query: string; tag: string }
  | { name: "meet" }
  | { name: "group"; stream: string }
  | { name: "lobby" }
  | { name: "me" }
  | { name: "profile" }
  | { name: "my-qr" }
  | { name: "favourites" }
  | { name: "reminders" }
  | { name: "scheduled" }
  | { name: "appearance" }
  | { name: "privacy" }
  | { name: "data" }
  | { name: "blocked" }
  | { name: "account" };

const TABS: Record<Place["name"], Tab> = {
  chats: "chats",
  conversation: "chats",
  shelf: "chats",
  "group-info": "chats",
  requests: "chats",
  "new-group": "chats",
  invite: "chats",
  search: "chats",
  contacts: "contacts",
  "new-friends": "contacts",
  "my-groups": "contacts",
  find: "contacts",
  person: "contacts",
  qr: "contacts",
  discover: "discover",
  meet: "discover",
  group: "discover",
  lobby: "discover",
  me: "me",
  profile: "me",
  "my-qr": "me",
  favourites: "me",
  reminders: "me",
  scheduled: "me",
  appearance: "me",
  privacy: "me",
  data: "me",
  blocked: "me",
  account: "me",
};

const OF_ME: readonly Place[] = [
  { name: "profile" },
  { name: "favourites" },
  { name: "reminders" },
  { name: "scheduled" },
  { name: "appearance" },
  { name: "privacy" },
  { name: "data" },
  { name: "blocked" },
  { name: "account" },
];

/** The entry of the history that lies before this one, if it is ours. */
interface Entry {
  from?: string;
}

/** Read an address; undefined if it is none of the chat page. */
export function placeAt(url: URL): Place | undefined {
  const [first = "", second, third, fourth] = url.pathname.split("/").filter(Boolean).map(decoded);
  switch (first) {
    case "":
      return { name: "chats" };
    case "chats":
      if (second === undefined) return { name: "chats" };
      else if (second === "requests") return { name: "requests" };
      else if (third === "info") return infoAt(second, fourth);
      else if (third === "shelf") return shelfAt(second, fourth);
      else return { name: "conversation", stream: second, ...(seqOf(third) ? { seq: seqOf(third)! } : {}) };
    case "search":
      return { name: "search", asked: url.search };
    case "groups":
      if (second === undefined) return undefined;
      else return second === "new" ? { name: "new-group" } : { name: "group", stream: second };
    case "invite":
      return second === undefined ? undefined : { name: "invite", code: second };
    case "discover":
      if (second !== undefined) return second === "meet" ? { name: "meet" } : undefined;
      return { name: "discover", query: url.searchParams.get("q") ?? "", tag: url.searchParams.get("tag") ?? "" };
    case "lobby":
      return { name: "lobby" };
    case "contacts":
      if (second === undefined) return { name: "contacts" };
      else if (second === "new") return { name: "new-friends" };
      else if (second === "groups") return { name: "my-groups" };
      else return second === "find" ? { name: "find", query: url.searchParams.get("q") ?? "" } : undefined;
    case "u":
      if (second === undefined) return undefined;
      else return third === "qr" ? { name: "qr", username: second } : { name: "person", username: second };
    case "me":
      if (second === undefined) return { name: "me" };
      else return second === "qr" ? { name: "my-qr" } : OF_ME.find((place) => place.name === second);
    default:
      return undefined;
  }
}

export function tabOf(place: Place): Tab {
  return TABS[place.name];
}

/** Does the place fill the phone, so that the list and the tabs make room? */
export function isDeep(place: Place): boolean {
  return place.name !== TABS[place.name];
}

/** The place one level up. */
export function parentOf(place: Place): string {
  if (place.name === "group-info") return place.page ? groupInfoPath(place.stream) : conversationPath(place.stream);
  else if (place.name === "shelf") return conversationPath(place.stream);
  else return place.name === "qr" ? personPath(place.username) : `/${tabOf(place)}`;
}

/** The conversation on screen, or the one whose group or shelf is. */
export function streamOf(place: Place): string | undefined {
  return place.name === "conversation" || place.name === "group-info" || place.name === "shelf" ? place.stream : undefined;
}

export function shelfPath(stream: string, shelf: Shelf = "pictures"): string {
  return `${conversationPath(stream)}/shelf${shelf === "pictures" ? "" : `/${shelf}`}`;
}

export function conversationPath(stream: string, seq?: number): string {
  return `/chats/${encodeURIComponent(stream)}${seq === undefined ? "" : `/${seq}`}`;
}

export function groupInfoPath(stream: string, page: GroupPageName = ""): string {
  return `${conversationPath(stream)}/info${page && `/${page}`}`;
}

export function groupPath(stream: string): string {
  return `/groups/${encodeURIComponent(stream)}`;
}

export function discoverPath(query: string, tag: string): string {
  const wanted = new URLSearchParams({ ...(query ? { q: query } : {}), ...(tag ? { tag } : {}) });
  return `/discover${wanted.size ? `?${wanted}` : ""}`;
}

export function personPath(username: string): string {
  return `/u/${encodeURIComponent(username)}`;
}

export function qrPath(username: string): string {
  return `${personPath(username)}/qr`;
}

/** Follows links inside the chat page without loading it again. */
export class Router {
  place: Place;
  readonly #moved: () => void;

  constructor(moved: () => void) {
    this.#moved = moved;
    this.place = placeAt(new URL(location.href)) ?? { name: "chats" };
    window.addEventListener("popstate", () => this.#arrive());
    document.addEventListener("click", (event) => this.#follow(event));
  }

  go(path: string, { replace = false } = {}): void {
    const here = location.pathname + location.search;
    if (replace) history.replaceState(history.state, "", path);
    else if (path !== here) history.pushState({ from: here } satisfies Entry, "", path);
    this.#arrive();
  }

  /** Up one level: back where the person came from, or to the list above a place opened from outside. */
  up(): void {
    const from = (history.state as Entry | null)?.from;
    const before = from === undefined ? undefined : placeAt(new URL(from, location.href));
    if (before && (from === parentOf(this.place) || !isAside(before, this.place))) history.back();
    else this.go(parentOf(this.place), { replace: before === undefined });
  }

  #arrive(): void {
    this.place = placeAt(new URL(location.href)) ?? { name: "chats" };
    this.#moved();
  }

  #follow(event: MouseEvent): void {
    const link = event.target instanceof Element ? event.target.closest("a") : null;
    const plain = event.button === 0 && !event.metaKey && !event.ctrlKey && !event.shiftKey && !event.altKey;
    if (!link || !plain || event.defaultPrevented || link.target || link.origin !== location.origin) return;
    if (link.pathname === "/" || placeAt(new URL(link.href))) {
      event.preventDefault();
      this.go(link.pathname + link.search);
    }
  }
}

/** From one conversation to the next, or what lies beside it, is no step down: up is the list. */
function isAside(before: Place, place: Place): boolean {
  return before.name === place.name || (before.name === "group-info" && place.name === "conversation");
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    // An address somebody broke by hand leads to a place that is not found, not to an error.
    return part;
  }
}

function infoAt(stream: string, page = ""): Place | undefined {
  const known = (["", ...GROUP_PAGES] as const).find((one) => one === page);
  return known === undefined ? undefined : { name: "group-info", stream, page: known };
}

function shelfAt(stream: string, part = "pictures"): Place | undefined {
  const shelf = SHELVES.find((one) => one === part);
  return shelf && { name: "shelf", stream, shelf };
}

function seqOf(part: string | undefined): number | undefined {
  return part !== undefined && /^[1-9]\d{0,14}$/.test(part) ? Number(part) : undefined;
}
