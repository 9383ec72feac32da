/** Places that most visits never come to are fetched when somebody first goes there, or when there is nothing else to do. */

import type { Place } from "./router.js";

const BUNDLES = {
  groups: () => import("./places-of-groups.js"),
  me: () => import("./places-of-me.js"),
  meeting: () => import("./places-of-meeting.js"),
  menus: () => import("./chat-menu.js"),
  people: () => import("./places-of-people.js"),
  search: () => import("./places-of-search.js"),
  talks: () => import("./places-of-talks.js"),
};

/** What is fetched by what asks for it. */
const BY_PARTS = [
  () => import("./media/choosing.js"),
  () => import("./media/lightbox.js"),
  () => import("./media/recorder.js"),
  () => import("./media/tray.js"),
  () => import("./media/voice.js"),
  () => import("./due.js"),
  () => import("./lobby/people-bar.js"),
  () => import("./report.js"),
  () => import("./search/finding.js"),
  () => import("./search/in-talk.js"),
  () => import("./talk/aim-bar.js"),
  () => import("./talk/bars.js"),
  () => import("./talk/expressions.js"),
  () => import("./talk/forward.js"),
  () => import("./talk/kinds/card.js"),
  () => import("./talk/kinds/chain.js"),
  () => import("./talk/kinds/dice.js"),
  () => import("./talk/kinds/lots.js"),
  () => import("./talk/kinds/making-chain.js"),
  () => import("./talk/kinds/making-poll.js"),
  () => import("./talk/kinds/poll.js"),
  () => import("./talk/kinds/pushed.js"),
  () => import("./talk/kinds/voters.js"),
  () => import("./talk/kinds/record.js"),
  () => import("./talk/match-bar.js"),
  () => import("./talk/match-end.js"),
  () => import("./talk/mention-list.js"),
  () => import("./talk/message-menu.js"),
  () => import("./talk/reaction-list.js"),
  () => import("./talk/growing.js"),
  () => import("./talk/remind.js"),
  () => import("./talk/robot-hints.js"),
  () => import("./talk/send-later.js"),
  () => import("./talk/versions.js"),
  () => import("./talk/picked.js"),
  () => import("./talk/readers.js"),
  () => import("./talk/tiles-panel.js"),
];

type Bundle = keyof typeof BUNDLES;

/** By then the page is usually at rest. */
const REST_MS = 2000;

const BUNDLE_OF: Partial<Record<Place["name"], Bundle>> = {
  conversation: "talks",
  "group-info": "groups",
  "new-group": "groups",
  discover: "groups",
  group: "groups",
  lobby: "groups",
  invite: "groups",
  "my-groups": "groups",
  meet: "meeting",
  search: "search",
  shelf: "search",
  find: "people",
  me: "people",
  "new-friends": "people",
  person: "people",
  qr: "people",
  "my-qr": "people",
  requests: "people",
  account: "me",
  favourites: "me",
  reminders: "me",
  scheduled: "me",
  appearance: "me",
  blocked: "me",
  privacy: "me",
  data: "me",
  profile: "me",
};

export type Arrival = "coming" | "here" | "missing";

export class Later {
  readonly #arrivals = new Map<Bundle, Arrival>();
  readonly #changed: () => void;

  /** `changed` is told when something has come, or will not. */
  constructor(changed: () => void) {
    this.#changed = changed;
  }

  /** Is what a place is made of here? Asks for it if nobody has. */
  of({ name }: Place): Arrival {
    const bundle = BUNDLE_OF[name];
    if (bundle === undefined) return "here";
    if (!this.#arrivals.has(bundle)) this.#fetch(bundle);
    return this.#arrivals.get(bundle)!;
  }

  /** Ask for all that is missing when the page is at rest, so that every place opens offline, too; not for who saves data. */
  fetchAtRest(): void {
    const { connection } = navigator as Navigator & { connection?: { saveData: boolean } };
    if (connection?.saveData) return;
    setTimeout(() => {
      // What fails now is asked for again by who goes there.
      for (const fetched of [...Object.values(BUNDLES), ...BY_PARTS]) fetched().catch(() => undefined);
    }, REST_MS);
  }

  /** Ask once more. */
  again({ name }: Place): void {
    this.#fetch(BUNDLE_OF[name]!);
    this.#changed();
  }

  #fetch(bundle: Bundle): void {
    const arrived = (arrival: Arrival) => {
      this.#arrivals.set(bundle, arrival);
      this.#changed();
    };
    this.#arrivals.set(bundle, "coming");
    BUNDLES[bundle]().then(
      () => arrived("here"),
      () => arrived("missing"),
    );
  }
}
