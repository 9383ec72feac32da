import { html, nothing, type TemplateResult } from "lit";

import type { Topic } from "../store.js";
import { confirm } from "./confirm.js";
import { icon, type IconName } from "./icons.js";
import { Part } from "./part.js";
import { sentence } from "./phrases.js";
import { placePane } from "./place-pane.js";

/** How I enter, and leaving. */
export class Account extends Part {
  protected override get topics(): Topic[] {
    return ["me"];
  }

  protected override render(): TemplateResult {
    const { email = "", guest } = this.store.profile ?? {};
    return placePane(
      this,
      gettext("Account and security"),
      html`${guest
          ? html`<a class="button button--primary button--wide" href="/accounts/signup/">${gettext("Make an account")}</a>`
          : this.#ways(email)}
        <button class="button button--wide" @click=${this.#leave}>${icon("leave", "s")} ${gettext("Log out")}</button>`,
    );
  }

  #ways(email: string): TemplateResult {
    return html`<ul class="sheet">
          <li class="sheet__item">${this.#row("/accounts/email/", "mail", gettext("Email address"), email)}</li>
          <li class="sheet__item">${this.#row("/accounts/password/change/", "password", gettext("Change password"))}</li>
          <li class="sheet__item">${this.#row("/accounts/2fa/", "account", gettext("Two-step login"))}</li>
          <li class="sheet__item">${this.#row("/accounts/sessions/", "devices", gettext("My devices"))}</li>
        </ul>`;
  }

  #row(path: string, name: IconName, words: string, value = ""): TemplateResult {
    return html`<a class="row" href=${path}>
      <span class="row__icon row__icon--calm">${icon(name)}</span>
      <span class="row__text">
        <span class="row__line">${words}</span>
        ${value ? html`<span class="row__line"><span class="row__last">${value}</span></span>` : nothing}
      </span>
      <span class="row__mark">${icon("forward", "s")}</span>
    </a>`;
  }

  async #leave(): Promise<void> {
    const count = this.store.unsent;
    if (this.store.profile?.guest) {
      const yes = await confirm({
        title: gettext("Log out as a guest?"),
        text: gettext("You cannot come back as the same guest. Make an account first if you want to keep what is here."),
        yes: gettext("Log out"),
        dangerous: true,
      });
      if (!yes) return;
    } else if (count > 0) {
      const words = ngettext(
        "%(count)s message is not sent yet and will be lost.",
        "%(count)s messages are not sent yet and will be lost.",
        count,
      );
      const yes = await confirm({
        title: gettext("Log out on this device?"),
        text: sentence(words, { count }),
        yes: gettext("Log out"),
        dangerous: true,
      });
      if (!yes) return;
    }
    await this.store.signOut();
    submitLogout(this.store.page.csrf);
  }
}

/** Logging out changes something, so it is a POST, with the token that proves it came from this page. */
function submitLogout(csrf: string): void {
  const form = document.createElement("form");
  form.method = "post";
  form.action = "/accounts/logout/";
  const token = document.createElement("input");
  token.type = "hidden";
  token.name = "csrfmiddlewaretoken";
  token.value = csrf;
  form.append(token);
  document.body.append(form);
  form.submit();
}

customElements.define("happy-account", Account);
