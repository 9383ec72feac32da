/** Meeting somebody by chance. */

import "../words.js";
import "./meeting/meet.js";
