// Asks several times a second whether anything was saved since the page was made, and loads it anew.
"use strict";
const made = document.currentScript.dataset.made;

async function look() {
  if (!document.hidden) {
    try {
      const answer = await fetch("/__preview/made", { cache: "no-store" });
      if (answer.ok && (await answer.text()) !== made) {
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
