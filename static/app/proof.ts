/** The worker that proves a guest's work. */

import { proofOf, type Work } from "./guest/work.js";

self.addEventListener("message", ({ data }: MessageEvent<Work>) => self.postMessage(proofOf(data)));
