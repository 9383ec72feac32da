/** Finding what was said and shared. */

import "../words.js";
import "./search/search.js";
import "./search/shelf.js";
