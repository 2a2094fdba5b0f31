import album from "./album.js" with { type: "text" };
import attachments from "./attachments.js" with { type: "text" };
import french from "./french.js" with { type: "text" };
import followEnd from "./follow_end.js" with { type: "text" };
import language from "./language.js" with { type: "text" };
import links from "./links.js" with { type: "text" };
import panels from "./panels.js" with { type: "text" };
import panelsStyle from "./panels.css" with { type: "text" };
import outbox from "./outbox.js" with { type: "text" };
import pane from "./pane.js" with { type: "text" };
import refusals from "./refusals.js" with { type: "text" };
import roving from "./roving.js" with { type: "text" };
import suggestions from "./suggestions.js" with { type: "text" };
import toast from "./toast.js" with { type: "text" };
import chat from "./chat.js" with { type: "text" };
import composer from "./composer.js" with { type: "text" };
import control from "./control.js" with { type: "text" };
import index from "./index.html" with { type: "text" };
import people from "./people.js" with { type: "text" };
import render from "./render.js" with { type: "text" };
import viewer from "./viewer.js" with { type: "text" };
import viewerStyle from "./viewer.css" with { type: "text" };
import composerStyle from "./composer.css" with { type: "text" };
import frameStyle from "./frame.css" with { type: "text" };
import messagesStyle from "./messages.css" with { type: "text" };

const HTML = "text/html; charset=utf-8";
const SCRIPT = "text/javascript; charset=utf-8";
const STYLE = "text/css; charset=utf-8";

const FILES: Readonly<Record<string, readonly [type: string, body: string]>> = {
  "/": [HTML, index],
  "/album.js": [SCRIPT, album],
  "/attachments.js": [SCRIPT, attachments],
  "/french.js": [SCRIPT, french],
  "/follow_end.js": [SCRIPT, followEnd],
  "/language.js": [SCRIPT, language],
  "/links.js": [SCRIPT, links],
  "/panels.js": [SCRIPT, panels],
  "/panels.css": [STYLE, panelsStyle],
  "/outbox.js": [SCRIPT, outbox],
  "/pane.js": [SCRIPT, pane],
  "/refusals.js": [SCRIPT, refusals],
  "/roving.js": [SCRIPT, roving],
  "/suggestions.js": [SCRIPT, suggestions],
  "/toast.js": [SCRIPT, toast],
  "/chat.js": [SCRIPT, chat],
  "/composer.js": [SCRIPT, composer],
  "/control.js": [SCRIPT, control],
  "/people.js": [SCRIPT, people],
  "/render.js": [SCRIPT, render],
  "/viewer.js": [SCRIPT, viewer],
  "/viewer.css": [STYLE, viewerStyle],
  "/composer.css": [STYLE, composerStyle],
  "/frame.css": [STYLE, frameStyle],
  "/messages.css": [STYLE, messagesStyle],
};

/** The page may run, load and call only what this server serves, and no other page may frame it. */
const CONTENT_SECURITY_POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join("; ");

/** Returns a file of the chat page; undefined for an unknown path. */
export function pageFile(path: string): Response | undefined {
  const [type, body] = Object.hasOwn(FILES, path) ? FILES[path] ?? [] : [];
  if (type === undefined || body === undefined) return;
  return new Response(body, {
    headers: {
      "content-type": type,
      "content-security-policy": CONTENT_SECURITY_POLICY,
      "cache-control": "no-store",
      "cross-origin-resource-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "x-content-type-options": "nosniff",
    },
  });
}
