/** Groups: making, finding, joining and running them. */

import "../words.js";
import "./discover/discover.js";
import "./discover/group-card.js";
import "./group/info.js";
import "./group/my-groups.js";
import "./group/new-group.js";
import "./lobby/door.js";
