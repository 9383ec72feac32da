/** Finding what was said. */

import "../words.js";
import "./search/search.js";
