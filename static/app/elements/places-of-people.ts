/** Finding people, and what they show of themselves. */

import "../words.js";
import "./find-people.js";
import "./new-friends.js";
import "./person-card.js";
import "./qr-card.js";
import "./requests.js";
