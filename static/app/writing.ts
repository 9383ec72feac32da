/** Whether I can write somewhere, and when again. */

import type { Sources } from "./conversations.js";
import { isBlocked, myMember, myRole } from "./members.js";
import type { InfoRow, Time, UserId } from "./protocol.js";
import type { Stream } from "./stream.js";
import { isAhead } from "./time.js";
import type { ConversationView, Refusal, Summary } from "./views.js";

/** So many messages a stranger may write before the first answer. */
const MOST_UNANSWERED = 3;

/** The refusal I would get, as far as it can be known here. */
export function whyNot(
  sources: Sources,
  stream: Stream,
  info: InfoRow | undefined,
  other: UserId | undefined,
): Refusal | undefined {
  const mutedUntil = myMember(sources, stream)?.muted_until;
  const left = sources.mine(stream.id)?.left;
  if (left) return { code: left === "dissolved" || left === "erased" ? "gone" : "not_member" };
  else if (isBlocked(sources, other)) return { code: "blocked" };
  else if (info?.ended) return { code: "gone" };
  else if (info?.closed) return { code: "forbidden", reason: info.kind === "match" ? "closed" : "not_friends" };
  else if (info?.asking === sources.user && stream.lastSeq >= MOST_UNANSWERED)
    return { code: "forbidden", reason: "waiting" };
  else if (isAhead(mutedUntil, sources.now())) return { code: "forbidden", reason: "muted" };
  else if (info?.settings?.speak === "admins" && myRole(sources, stream) === "member")
    return { code: "forbidden", reason: "admins_only" };
  else return undefined;
}

/** When I may write again, where I am muted or the group is slow. */
export function writableAgain(
  sources: Sources,
  stream: Stream,
  info: InfoRow | undefined,
): Pick<ConversationView, "writableAt"> {
  const mutedUntil = myMember(sources, stream)?.muted_until;
  const slow = myRole(sources, stream) === "member" ? (info?.settings?.slow ?? 0) : 0;
  const writableAt = isAhead(mutedUntil, sources.now()) ? mutedUntil : afterMyLast(sources, stream, slow);
  return writableAt === undefined ? {} : { writableAt };
}

/** How many more I may write to a stranger before they answer. */
export function unanswered(
  { user, person }: Sources,
  { lastSeq }: Stream,
  info: InfoRow | undefined,
  { user: other, kind }: Summary,
): Pick<ConversationView, "unanswered"> {
  const contact = kind === "direct" && other !== undefined ? person(other) : undefined;
  const isBegun = info?.asking === user;
  const isBeginning = lastSeq === 0 && contact?.bot === false && contact.contact?.state !== "friend";
  return isBegun || isBeginning ? { unanswered: Math.max(0, MOST_UNANSWERED - lastSeq) } : {};
}

/** So many seconds after what I said last. A clock that is far off must not keep anybody waiting. */
function afterMyLast(sources: Sources, stream: Stream, seconds: number): Time | undefined {
  if (seconds === 0) return undefined;
  for (const [, { author, kind, sent_at }] of stream.newestFirst()) {
    if (author !== sources.user || kind === "notice") continue;
    const at = Date.parse(sent_at) + seconds * 1000;
    const left = at - sources.now();
    return left > 0 && left <= seconds * 1000 ? new Date(at).toISOString() : undefined;
  }
  return undefined;
}
