/** What I can set of myself. */

import "../core.js";
import "./account.js";
import "./appearance.js";
import "./blocked.js";
import "./privacy.js";
import "./profile-form.js";
