// htmx with our manners: the CSRF token when the page has one, a plain message when an answer does not come.
import htmx from "htmx.org";
import { showToastTemplate } from "./toasts.js";

// Fetched when the page was ready but not yet its pictures and frames, htmx waits for a moment that has gone by: say it again.
const [page] = performance.getEntriesByType("navigation");
if (document.readyState === "interactive" && page?.domContentLoadedEventStart > 0) document.dispatchEvent(new Event("DOMContentLoaded"));

const token = () => document.querySelector('meta[name="csrf-token"]')?.content;

document.addEventListener("htmx:configRequest", ({ detail }) => {
  if (detail.verb !== "get" && token()) detail.headers["X-CSRFToken"] = token();
});
document.addEventListener("htmx:responseError", () => showToastTemplate("toast-error"));
document.addEventListener("htmx:sendError", () => showToastTemplate("toast-offline"));

// The region says that it is busy, for who cannot see it fade.
document.addEventListener("htmx:beforeRequest", ({ detail }) => detail.target.setAttribute("aria-busy", "true"));
document.addEventListener("htmx:afterRequest", ({ detail }) => detail.target.removeAttribute("aria-busy"));

export default htmx;
