/** Requests of the model's network: pages, commands, polls. */

import type { UserId } from "../../../static/app/protocol.js";
import type { Network } from "./network.js";
import type { Poll } from "./server.js";

const SWEEP_MS = 2_000;

export class Requests {
  /** What was asked for, in order. */
  readonly paths: string[] = [];
  /** The CSRF token that is good now. */
  token = "";
  /** Polls that wait for news. */
  waiting = 0;
  readonly #network: Network;
  readonly #underWay = new Set<() => void>();

  constructor(network: Network) {
    this.#network = network;
  }

  breakAll(): void {
    for (const fail of [...this.#underWay]) fail();
  }

  fetch(user: UserId, url: string, init: RequestInit = {}): Promise<Response> {
    this.paths.push(url);
    return new Promise<Response>((resolve, reject) => {
      const fail = () => reject(new TypeError("network"));
      const done = () => this.#underWay.delete(fail);
      this.#underWay.add(fail);
      init.signal?.addEventListener("abort", fail);
      this.#answer(user, url, init).then(resolve, reject).finally(done);
    });
  }

  async #answer(user: UserId, url: string, init: RequestInit): Promise<Response> {
    const { pathname, searchParams } = new URL(url, "http://model");
    const path = pathname.replace("/api/v1/", "");
    if (init.method === "POST") return this.#post(this.#network.actAs ?? user, path, init);
    // Read first, arrive later: what changes in between must not be lost.
    const answer = this.#get(user, path, Object.fromEntries(searchParams));
    await this.#travel(100, this.#network.faults.cutBefore);
    return answer;
  }

  #get(user: UserId, path: string, parameters: Record<string, string>): Response {
    const { server } = this.#network;
    if (path === "/chats") return this.#page(user);
    else if (path === "emoji") return Response.json({ emoji: [] });
    else if (path === "bootstrap") return Response.json(server.bootstrap(user));
    else if (path.endsWith("/messages")) return Response.json(server.messages(user, path.split("/")[1]!, parameters));
    else if (path.endsWith("/receipts")) return Response.json({ read: {}, delivered: {} });
    else return Response.json({ users: server.cards((parameters.ids ?? "").split(",")) });
  }

  #page(user: UserId): Response {
    const data = JSON.stringify({ user: this.#network.actAs ?? user });
    return new Response(`<script id="page">${data}</script><input name="csrfmiddlewaretoken" value="${this.token}">`);
  }

  async #post(user: UserId, path: string, { headers, body, signal }: RequestInit): Promise<Response> {
    const { faults, refusal } = this.#network;
    await this.#travel(30, faults.cutBefore);
    if (refusal === 4401) return Response.json({}, { status: 401 });
    if ((headers as Record<string, string>)["X-CSRFToken"] !== this.token) return Response.json({}, { status: 403 });
    const given = JSON.parse(String(body));
    const reply = path === "sync" ? await this.#poll(user, given, signal) : this.#network.run(user, given);
    const answer = Response.json(reply);
    if (this.#network.chance(faults.loseReply)) await new Promise(() => {});
    await this.#travel(30, faults.cutAfter);
    return answer;
  }

  /** Look; without news wait for them, and look again. */
  async #poll(user: UserId, poll: Poll, signal: RequestInit["signal"]): Promise<object> {
    const { server } = this.#network;
    const found = server.poll(user, poll);
    if (poll.wait > 0 && found.streams.length === 0 && !found.heads) await this.#news(user, poll.wait, signal);
    else return { ok: found };
    return { ok: server.poll(user, poll) };
  }

  /** Resolve when something is said to the person, or the time is over; what is missed the sweeper finds. */
  async #news(user: UserId, seconds: number, signal: RequestInit["signal"]): Promise<void> {
    const { clock, faults, server } = this.#network;
    this.waiting += 1;
    await new Promise<void>((ring) => {
      const late = () => (this.#network.chance(faults.lose) ? SWEEP_MS : 1);
      const line = { user, send: () => void clock.after(late(), end) };
      const end = () => {
        stop();
        server.lines.delete(line);
        this.#underWay.delete(end);
        ring();
      };
      const stop = clock.after(seconds * 1000, end);
      server.lines.add(line);
      this.#underWay.add(end);
      signal?.addEventListener("abort", end);
    });
    this.waiting -= 1;
  }

  async #travel(ms: number, broken = 0): Promise<void> {
    const { clock } = this.#network;
    await new Promise<void>((arrive) => void clock.after(5 + clock.random() * ms, arrive));
    if (this.#network.isDown || this.#network.chance(broken)) throw new TypeError("network");
  }
}
