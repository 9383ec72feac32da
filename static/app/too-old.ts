/**
 * Tells whoever comes with a browser that cannot run the page which ones can. In the language of such browsers:
 * no module, no const, no arrow.
 */

// The style sheet needs layers, the program what came with findLast; modules are older than both.
if (!("CSSLayerBlockRule" in window) || !("findLast" in Array.prototype)) {
  document.getElementsByTagName("happy-app")[0]!.setAttribute("hidden", "");
  document.getElementById("too-old")!.removeAttribute("hidden");
}
