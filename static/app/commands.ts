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
  "message.send": { stream: string; client_id: string; kind?: "text"; body: string };
  "profile.update": { nickname?: string; avatar?: string; bio?: string; gender?: string; place?: string; website?: string; github?: string; locale?: "en" | "zh-hans"; preferences?: { theme?: "auto" | "light" | "dark"; text_size?: number; receipts?: boolean; last_seen?: "friends" | "everyone" | "nobody"; find?: "everyone" | "shared" | "nobody"; add?: "everyone" | "shared" | "nobody"; message?: "everyone" | "shared" | "nobody"; invite?: "everyone" | "shared" | "nobody"; sounds?: boolean; quiet?: { from: string; to: string; zone: string } } };
  "sync": { have: Record<string, number>; limit?: number };
  "typing": { stream: string };
}
