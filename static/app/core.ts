/** All that every visit needs. The parts fetched later lean on it, so that there is one of everything. */

export { App } from "./elements/app.js";
export { Store, type Page } from "./store.js";
