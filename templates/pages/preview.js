// Asks several times a second whether anything was saved since the page was made, and loads it anew.
"use strict";
const made = document.currentScript.dataset.made;
const COMING = 2000; // ms for which another page may be awaited before it counts as none
let left = -Infinity;

addEventListener("beforeunload", () => {
  left = performance.now();
});

async function look() {
  const asked = performance.now();
  // whoever is on the way to another page is not called back; what follows no link is no page
  if (!document.hidden && asked > left + COMING) {
    try {
      const answer = await fetch("/__preview/made", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== made && asked > left) {
        location.reload();
        return;
      }
    } catch {
      // the preview was stopped: the page stays, and follows the next one
    }
  }
  setTimeout(look, 100);
}

look();
