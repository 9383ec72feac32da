/** Groups: making, finding, joining and running them. */

import "../core.js";
import "./group/info.js";
import "./group/new-group.js";
