/** Meeting somebody by chance. */

import "../words.js";
import "./discover/discover.js";
import "./meeting/meet.js";
