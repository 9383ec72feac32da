/** What I can do with a member: only what my role allows. */

import { isAbove } from "../../member_list.js";
import type { ConversationView, MemberView, Store } from "../../store.js";
import { LASTING } from "../../time.js";
import { confirm, type Question } from "../confirm.js";
import { go } from "../events.js";
import { openMenu, type MenuItem, type MenuPlace } from "../menu.js";
import { sentence } from "../phrases.js";
import { personPath } from "../router.js";
import { titleOf } from "../summary.js";
import { attempt } from "./attempt.js";
import { nameHere } from "./names.js";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** The list a member stands in; `source` is where words are said from. */
export interface Among {
  source: EventTarget;
  store: Store;
  view: ConversationView;
}

/** Is there more than their profile? */
export function mayAct({ store, view }: Among, { role }: MemberView): boolean {
  return !store.profile?.guest && isAbove(view.role, role);
}

export function openMemberMenu(among: Among, member: MemberView, place: MenuPlace): void {
  const { source, view } = among;
  const { username } = member.person;
  const items: MenuItem[] = [];
  if (username) items.push({ words: gettext("Open the profile"), icon: "me", act: () => go(source, personPath(username)) });
  if (view.role === "owner") items.push(...ofOwner(among, member));
  items.push(...ofAdmin(among, member, place));
  void openMenu(place, nameHere(member), items);
}

function ofOwner(among: Among, member: MemberView): MenuItem[] {
  const { store, source, view } = among;
  const role = member.role === "admin" ? "member" : "admin";
  return [
    {
      words: role === "admin" ? gettext("Make an admin") : gettext("No admin any more"),
      icon: "account",
      act: () => attempt(source, () => store.groups.giveRole(view.id, member.user, role)),
    },
    { words: gettext("Hand the group over"), icon: "crown", act: () => handOver(among, member) },
  ];
}

function ofAdmin(among: Among, member: MemberView, place: MenuPlace): MenuItem[] {
  const { store, source, view } = among;
  const speak = () => attempt(source, () => store.groups.mute(view.id, member.user, ""));
  return [
    ...(member.mutedUntil ? [{ words: gettext("Let them speak again"), icon: "sound", act: speak } as const] : []),
    { words: gettext("Mute…"), icon: "muted", act: () => openMutes(among, member, place) },
    { words: gettext("Remove from the group"), icon: "remove-person", dangerous: true, act: () => remove(among, member) },
    { words: gettext("Remove and ban"), icon: "block", dangerous: true, act: () => ban(among, member) },
  ];
}

function openMutes({ store, source, view }: Among, { user, ...member }: MemberView, place: MenuPlace): void {
  const mute = (words: string, until: () => string): MenuItem => ({
    words,
    act: () => attempt(source, () => store.groups.mute(view.id, user, until())),
  });
  const after = (ms: number) => () => new Date(Date.now() + ms).toISOString();
  void openMenu(place, sentence(gettext("Mute %(name)s"), { name: nameHere({ user, ...member }) }), [
    mute(gettext("For 10 minutes"), after(10 * MINUTE_MS)),
    mute(gettext("For an hour"), after(HOUR_MS)),
    mute(gettext("For a day"), after(DAY_MS)),
    mute(gettext("For a week"), after(7 * DAY_MS)),
    mute(gettext("Until an admin lets them speak"), () => LASTING),
  ]);
}

async function handOver(among: Among, member: MemberView): Promise<void> {
  const question = {
    title: gettext("Hand “%(group)s” over to %(name)s?"),
    text: gettext("They will own the group, and you will be one of its admins. Only they can give it back."),
    yes: gettext("Hand over"),
  };
  await ask(among, member, question, () => among.store.groups.handOver(among.view.id, member.user));
}

async function remove(among: Among, member: MemberView): Promise<void> {
  const question = {
    title: gettext("Remove %(name)s from “%(group)s”?"),
    text: gettext("They see nothing more of it. Everybody is told that you removed them, and they can come back as others come in."),
    yes: gettext("Remove from the group"),
  };
  await ask(among, member, question, () => among.store.groups.remove(among.view.id, [member.user]));
}

async function ban(among: Among, member: MemberView): Promise<void> {
  const question = {
    title: gettext("Remove %(name)s from “%(group)s” for good?"),
    text: gettext("They see nothing more of it, and come back only if an admin adds them."),
    yes: gettext("Remove and ban"),
  };
  await ask(among, member, question, () => among.store.groups.remove(among.view.id, [member.user], { ban: true }));
}

async function ask({ source, store, view }: Among, member: MemberView, question: Question, act: () => Promise<void>): Promise<void> {
  const title = sentence(question.title, { group: titleOf(view, store), name: nameHere(member) });
  if (await confirm({ ...question, title, dangerous: true })) await attempt(source, act);
}
