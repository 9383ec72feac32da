/** Conversations. */

import "../words.js";
import "./conversation.js";
