/** What I can set of myself. */

import "../words.js";
import "./account.js";
import "./appearance.js";
import "./blocked.js";
import "./kept.js";
import "./my-data.js";
import "./privacy.js";
import "./profile-form.js";
