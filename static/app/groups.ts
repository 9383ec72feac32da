/** What can be done with groups. Actions reject with ActionError; it carries the code to word. */

import type { GroupLists, GroupsWanted } from "./api.js";
import { newClientId } from "./client_ids.js";
import { isKnown, rowView } from "./message_views.js";
import type { Parts } from "./parts.js";
import type {
  GroupCard,
  GroupChanges,
  GroupPage,
  Joined,
  MessageRow,
  NewLink,
  NoticeReaders,
  StreamId,
  Time,
  UserId,
} from "./protocol.js";
import type { Ending, MessageView } from "./views.js";

/** The newest notice, whichever that is: the server knows. */
const NEWEST_REVISION = 2 ** 31 - 1;

/** People named in one command. */
const MOST_AT_ONCE = 100;

export class Groups {
  readonly #parts: Parts;

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  // Coming

  /** Make a group of friends and me; `skipped` are those who do not let me. Asking again under one id makes one. */
  async create(
    clientId: string,
    name: string,
    members: UserId[],
    picture?: Blob,
  ): Promise<{ stream: StreamId; skipped?: UserId[] }> {
    const avatar = picture && (await this.#parts.api.upload(picture, "picture")).id;
    const given = { ...(avatar ? { avatar } : {}), ...(members.length ? { members } : {}) };
    return this.#parts.line.request("group.create", { client_id: clientId, name, ...given });
  }

  newClientId(): string {
    return newClientId();
  }

  /** Public groups, by what was typed or by tag. */
  find(wanted: GroupsWanted): Promise<GroupPage> {
    return this.#parts.api.groups(wanted);
  }

  /** What I am to a group, as far as is known now. */
  standing(stream: StreamId): "member" | "waiting" | "outside" {
    const row = this.#parts.streams.mine(stream);
    if (!row || row.left) return "outside";
    else return row.waiting ? "waiting" : "member";
  }

  /** Messages of a group I am not in. */
  preview(rows: readonly MessageRow[]): MessageView[] {
    const marks = { user: this.#parts.user, isOnline: true, other: undefined, receipts: { read: {}, delivered: {} } };
    return rows.filter(isKnown).map((row) => rowView(row, marks));
  }

  /** What one group shows; `not_found` where I may not see it. */
  async card(wanted: { code: string } | { id: StreamId }): Promise<GroupCard> {
    return (await this.#parts.api.groups(wanted)).groups[0]!;
  }

  join(by: { stream: StreamId } | { code: string }, answer = ""): Promise<Joined> {
    return this.#parts.line.request("group.join", { ...by, ...(answer ? { answer } : {}) });
  }

  /** Add people; returns those who could not be. */
  async add(stream: StreamId, users: readonly UserId[]): Promise<UserId[]> {
    const skipped: UserId[] = [];
    for (let from = 0; from < users.length; from += MOST_AT_ONCE) {
      const some = users.slice(from, from + MOST_AT_ONCE);
      skipped.push(...((await this.#parts.line.request("group.invite", { stream, users: some })).skipped ?? []));
    }
    return skipped;
  }

  /** A link for whoever has it; what it says is told this once. 0: without end. */
  async makeLink(stream: StreamId, seconds: number, uses: number): Promise<NewLink> {
    return (await this.#parts.line.request("group.invite", { stream, link: { seconds, uses } })) as NewLink;
  }

  async revokeLink(stream: StreamId, id: string): Promise<void> {
    await this.#parts.line.request("group.invite", { stream, revoke: id });
  }

  /** Let somebody in who asks, or not. */
  async answer(stream: StreamId, user: UserId, on: boolean): Promise<void> {
    await this.#parts.line.request("group.approve", { stream, user, on });
  }

  // Running

  /** Change what it says of itself, or its rules. Whoever writes a notice has read it. */
  async update(stream: StreamId, changes: GroupChanges, picture?: Blob): Promise<void> {
    const avatar = picture && (await this.#parts.api.upload(picture, "picture")).id;
    await this.#parts.line.request("group.update", { stream, ...changes, ...(avatar ? { avatar } : {}) });
    if (changes.notice) await this.readNotice(stream);
  }

  async readNotice(stream: StreamId, revision = NEWEST_REVISION): Promise<void> {
    await this.#parts.line.request("group.notice_read", { stream, revision });
  }

  /** What I am called there; "" for my own name. */
  async callMyself(stream: StreamId, nickname: string): Promise<void> {
    await this.#parts.line.request("group.nickname", { stream, nickname });
  }

  async giveRole(stream: StreamId, user: UserId, role: "admin" | "member"): Promise<void> {
    await this.#parts.line.request("group.role", { stream, user, role });
  }

  /** `until` "" lets them speak again. */
  async mute(stream: StreamId, user: UserId, until: Time | ""): Promise<void> {
    await this.#parts.line.request("group.mute", { stream, user, until });
  }

  // Going

  /** Leave, or take back that I asked to join. */
  async leave(stream: StreamId): Promise<void> {
    await this.#parts.line.request("group.leave", { stream });
  }

  async remove(stream: StreamId, users: UserId[], { ban = false } = {}): Promise<void> {
    await this.#parts.line.request("group.remove", { stream, users, ...(ban ? { ban } : {}) });
  }

  async handOver(stream: StreamId, user: UserId): Promise<void> {
    await this.#parts.line.request("group.transfer", { stream, user });
  }

  async dissolve(stream: StreamId): Promise<void> {
    await this.#parts.line.request("group.dissolve", { stream });
  }

  // Looking

  /** How I came out of it; undefined where I am in, or never was. */
  ending(stream: StreamId): Ending | undefined {
    const { streams, drafts } = this.#parts;
    const left = streams.mine(stream)?.left;
    return left && { left, draft: drafts.of(stream) };
  }

  /** Resolve when as much is known of it as will be, also where nothing was. */
  async look(stream: StreamId): Promise<void> {
    const { streams, syncer } = this.#parts;
    if (streams.versionOf(stream) === 0) syncer.want([stream]);
    await syncer.settled("me", stream);
  }

  /** How I got out of it, where I am. */
  endOf(stream: StreamId): "left" | "removed" | "dissolved" | undefined {
    const left = this.#parts.streams.mine(stream)?.left;
    return left === "left" || left === "dissolved" ? left : left && "removed";
  }

  list<L extends keyof GroupLists>(stream: StreamId, list: L): Promise<GroupLists[L]> {
    return this.#parts.api.groupList(stream, list);
  }

  noticeReaders(stream: StreamId): Promise<NoticeReaders> {
    return this.#parts.api.noticeReaders(stream);
  }

  /** Fetch all members: of a large group only my own row comes by itself. */
  async loadMembers(stream: StreamId): Promise<void> {
    const { api, streams } = this.#parts;
    for (let after: UserId | undefined, more = true; more; ) {
      const page = await api.members(stream, after);
      const held = streams.conversation(stream);
      if (held) streams.upsert(held, page.rows);
      more = page.more && held !== undefined;
      after = page.rows.at(-1)?.key.slice("member:".length);
    }
  }
}
