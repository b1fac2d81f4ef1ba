"""What axe finds, and what axe can not find (UX section 8): borders, focus ring, target size, reflow, titles, ids."""

from functools import cache
from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parents[2] / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]

OWN_CHECKS = """
(minimumTarget) => {
  const found = [];
  const name = (el) => el.tagName.toLowerCase() + (el.id ? '#' + el.id : '') +
    (el.name ? '[name=' + el.name + ']' : '') + ' "' + (el.textContent || '').trim().slice(0, 30) + '"';
  const visible = (el) => el.checkVisibility({checkOpacity: true, checkVisibilityCSS: true}) &&
    el.getBoundingClientRect().width > 1 && el.getBoundingClientRect().height > 1;
  const rgb = (text) => {
    const canvas = document.createElement('canvas').getContext('2d', {willReadFrequently: true});
    canvas.fillStyle = text; canvas.fillRect(0, 0, 1, 1);
    return [...canvas.getImageData(0, 0, 1, 1).data];
  };
  const luminance = (c) => c.slice(0, 3).map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const contrast = (a, b) => {
    const [x, y] = [luminance(a), luminance(b)].sort((p, q) => q - p);
    return (x + 0.05) / (y + 0.05);
  };
  const background = (el) => {
    for (let e = el; e; e = e.parentElement) {
      const c = rgb(getComputedStyle(e).backgroundColor);
      if (getComputedStyle(e).backgroundColor !== 'rgba(0, 0, 0, 0)' && c[3] > 0) return c;
    }
    return [255, 255, 255, 255];
  };
  // borders of fields: 3:1 (WCAG 1.4.11)
  for (const el of document.querySelectorAll('input:not([type=hidden]):not([type=submit]), select, textarea')) {
    if (!visible(el) || ['checkbox', 'radio'].includes(el.type)) continue;
    const style = getComputedStyle(el);
    const ratio = contrast(rgb(style.borderTopColor), background(el.parentElement));
    if (parseFloat(style.borderTopWidth) < 1 || ratio < 3) found.push('border ' + ratio.toFixed(2) + ':1 ' + name(el));
  }
  // target size; a link inside a sentence is exempt (WCAG 2.5.8)
  const inSentence = (el) => el.tagName === 'A' && [...el.parentElement.childNodes].some(
    n => n.nodeType === 3 && n.textContent.trim().length > 1);
  for (const el of document.querySelectorAll('a[href], button, input:not([type=hidden]), select, textarea, summary')) {
    if (!visible(el) || inSentence(el)) continue;
    let box = el.getBoundingClientRect();
    if (['checkbox', 'radio'].includes(el.type)) {
      const label = el.labels && el.labels[0];
      if (label) {
        const other = label.getBoundingClientRect();
        box = {width: Math.max(box.right, other.right) - Math.min(box.left, other.left),
               height: Math.max(box.bottom, other.bottom) - Math.min(box.top, other.top)};
      }
    }
    if (box.height < minimumTarget - 0.5) found.push('target ' + Math.round(box.height) + ' px high: ' + name(el));
  }
  // every id that is referred to exists
  for (const attribute of ['aria-describedby', 'aria-labelledby', 'for', 'aria-controls']) {
    for (const el of document.querySelectorAll('[' + attribute + ']')) {
      for (const id of el.getAttribute(attribute).split(/\\s+/).filter(Boolean)) {
        if (!document.getElementById(id)) found.push(attribute + ' points to nothing: ' + id + ' of ' + name(el));
      }
    }
  }
  for (const el of document.querySelectorAll('a[href^="#"]')) {
    const id = el.getAttribute('href').slice(1);
    if (id && !document.getElementById(id)) found.push('link to nothing: #' + id);
  }
  if (!document.title.trim()) found.push('no title');
  if (document.querySelectorAll('h1').length !== 1) found.push(document.querySelectorAll('h1').length + ' h1');
  if (document.documentElement.lang !== 'nl') found.push('lang is ' + document.documentElement.lang);
  if (document.documentElement.scrollWidth > innerWidth + 1)
    found.push('scrolls sideways: ' + document.documentElement.scrollWidth + ' > ' + innerWidth);
  if (document.querySelector('.utrecht-form-field-error-message, .errorlist')) {
    if (!document.title.startsWith('Fout:')) found.push('title does not start with "Fout:": ' + document.title);
  }
  return found;
}
"""

FOCUS_RING = """
() => {
  const el = document.activeElement;
  const style = getComputedStyle(el);
  const width = parseFloat(style.outlineWidth) || 0;
  const ring = style.outlineStyle !== 'none' && width >= 2;
  return ring || style.boxShadow !== 'none' ? '' :
    el.tagName + ' ' + (el.id || el.textContent.trim().slice(0, 30)) + ' has no visible focus ring';
}
"""


@cache
def axe_source() -> str:
    """Return axe-core as the set-up installed it."""
    return AXE.read_text()


def axe(page: Page) -> list[str]:
    """Run axe through the debugger protocol, so that the page's strict policy stays in force."""
    page.evaluate(axe_source())
    # no preload: axe would read imported style sheets by writing an inline style, which the policy refuses and logs
    result = page.evaluate("(tags) => axe.run(document, {runOnly: tags, preload: false})", TAGS)
    return [
        f"axe {violation['id']} ({len(violation['nodes'])}x): {violation['nodes'][0]['html'][:160]}"
        for violation in result["violations"]
    ]


def focus_is_visible(page: Page, presses: int = 6) -> list[str]:
    """Press Tab a few times: each stop shows a ring."""
    found = []
    for _ in range(presses):
        page.keyboard.press("Tab")
        if complaint := page.evaluate(FOCUS_RING):
            found.append(complaint)
    return found


def reflows(page: Page) -> list[str]:
    """At 320 px (400 % zoom) nothing scrolls sideways."""
    size = page.viewport_size
    page.set_viewport_size({"width": 320, "height": 800})
    width = page.evaluate("document.documentElement.scrollWidth")
    if size:
        page.set_viewport_size(size)
    return [f"scrolls sideways at 320 px: {width}"] if width > 321 else []


def everything(page: Page, minimum_target: int) -> list[str]:
    """Return every complaint about the page as it stands now."""
    own: list[str] = page.evaluate(OWN_CHECKS, minimum_target)
    return axe(page) + own + reflows(page) + focus_is_visible(page)
