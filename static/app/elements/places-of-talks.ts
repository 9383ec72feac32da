/** Conversations. */

import "../core.js";
import "./conversation.js";
