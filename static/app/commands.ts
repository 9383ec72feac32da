// Written by `manage.py command_types` from the server's schemas: change those, not this.

export interface CommandArguments {
  "contact.accept": { user: string };
  "contact.block": { user: string };
  "contact.decline": { user: string };
  "contact.note": { user: string; note?: string; star?: boolean; tags?: (string)[] };
  "contact.remove": { user: string };
  "contact.request": { user: string; greeting?: string };
  "contact.unblock": { user: string };
  "conversation.open": { user: string };
  "conversation.read": { stream: string; seq: number; delivered?: boolean };
  "conversation.settings": { stream: string; pinned?: boolean; archived?: boolean; hidden?: boolean; cleared?: boolean; unread?: boolean; muted_until?: string; notify?: "all" | "mentions" | "none"; folder?: string; draft?: string };
  "group.approve": { stream: string; user: string; on: boolean };
  "group.create": { avatar?: string; introduction?: string; notice?: string; tags?: (string)[]; join?: "open" | "approval" | "invitation"; question?: string; public?: boolean; preview?: boolean; history?: "none" | "recent" | "all"; invite?: "all" | "admins"; speak?: "all" | "admins"; slow?: number; client_id: string; name: string; members?: (string)[] };
  "group.dissolve": { stream: string };
  "group.invite": { stream: string; users?: (string)[]; link?: { seconds?: number; uses?: number }; revoke?: string };
  "group.join": { stream?: string; code?: string; answer?: string };
  "group.leave": { stream: string };
  "group.mute": { stream: string; user: string; until: string };
  "group.nickname": { stream: string; nickname: string };
  "group.notice_read": { stream: string; revision: number };
  "group.remove": { stream: string; users: (string)[]; ban?: boolean };
  "group.role": { stream: string; user: string; role: "admin" | "member" };
  "group.transfer": { stream: string; user: string };
  "group.update": { avatar?: string; introduction?: string; notice?: string; tags?: (string)[]; join?: "open" | "approval" | "invitation"; question?: string; public?: boolean; preview?: boolean; history?: "none" | "recent" | "all"; invite?: "all" | "admins"; speak?: "all" | "admins"; slow?: number; stream: string; name?: string };
  "lobby.enter": {  };
  "lobby.leave": {  };
  "match.keep": { stream: string };
  "match.next": { stream: string };
  "match.start": { tags?: (string)[]; languages?: (string)[] };
  "match.stop": { stream?: string };
  "message.answer": { stream: string; seq: number; options?: (number)[]; text?: string };
  "message.close": { stream: string; seq: number };
  "message.edit": { stream: string; seq: number; revision: number; body: string; mentions?: (string)[]; open?: boolean };
  "message.favourite": { stream: string; seq: number; on: boolean };
  "message.forward": { from: { stream: string; seqs: (number)[] }; to: (string)[]; client_id: string; merged?: boolean; body?: string };
  "message.pin": { stream: string; seq: number; on: boolean };
  "message.react": { stream: string; seq: number; emoji: string; on: boolean };
  "message.recall": { stream: string; seq: number };
  "message.remind": { stream: string; seq: number; at: string };
  "message.schedule": { client_id: string; at: string; stream?: string; kind?: "text"; body?: string; reply_to?: number; mentions?: (string)[] };
  "message.send": { stream: string; client_id: string; kind?: "text" | "album" | "file" | "voice" | "card" | "chain" | "dice" | "poll" | "sticker"; body?: string; reply_to?: number; mentions?: (string)[]; attachments?: (string)[]; card?: string; chain?: { text?: string }; dice?: { sides?: number; options?: (string)[] }; poll?: { options: (string)[]; multiple?: boolean; anonymous?: boolean; closes_at?: string }; sticker?: string; open?: boolean };
  "profile.update": { nickname?: string; avatar?: string; bio?: string; gender?: string; place?: string; website?: string; github?: string; locale?: "en" | "zh-hans"; preferences?: { theme?: "auto" | "light" | "dark"; text_size?: number; receipts?: boolean; last_seen?: "friends" | "everyone" | "nobody"; find?: "everyone" | "shared" | "nobody"; add?: "everyone" | "shared" | "nobody"; message?: "everyone" | "shared" | "nobody"; invite?: "everyone" | "shared" | "nobody"; sounds?: boolean; quiet?: { from: string; to: string; zone: string }; zone?: string } };
  "report": { reason: "spam" | "abuse" | "sexual" | "violence" | "illegal" | "other"; text?: string; stream?: string; seq?: number; user?: string };
  "sticker.keep": { attachment: string; on: boolean; stream?: string };
  "sync": { have: Record<string, number>; limit?: number };
  "typing": { stream: string };
}
