// A mail in a frame (iframe[data-fit]) is given the height of what is in it. The frame runs no script: this page measures it.
// What cannot be measured keeps the height of the stylesheet, and scrolls inside.

function fit(frame) {
  const page = frame.contentDocument?.documentElement;
  if (!page?.querySelector("body > *") || !frame.clientWidth) return;
  frame.parentElement.style.setProperty("--tall", `${page.offsetHeight}px`);
}

const widths = new ResizeObserver((entries) => entries.forEach(({ target }) => fit(target)));

function follow(frame) {
  widths.observe(frame);
  fit(frame);
}

export function fitFrames() {
  document.querySelectorAll("iframe[data-fit]").forEach(follow);
  // Loads do not bubble: also those of frames that come later are heard on their way down.
  document.addEventListener("load", ({ target }) => { if (target.matches?.("iframe[data-fit]")) follow(target); }, true);
}
