/** What stands above the messages, fetched where there is something to stand there. */

import "../../words.js";
import "./notice-bar.js";
import "./pins-bar.js";
