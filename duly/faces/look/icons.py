"""The icons of Duly, drawn on a 16 x 16 grid with one stroke width. Own drawings; few on purpose.

A value is the inner SVG of one icon; strokes take the colour of the text around them.
"""

from __future__ import annotations

from typing import Final

ICONS: Final[dict[str, str]] = {
    # places
    "today": '<circle cx="8" cy="8" r="2.6"/><path d="M8 1.5v1.6M8 12.9v1.6M1.5 8h1.6M12.9 8h1.6'
    'M3.4 3.4l1.1 1.1M11.5 11.5l1.1 1.1M12.6 3.4l-1.1 1.1M4.5 11.5l-1.1 1.1"/>',
    "customers": '<circle cx="6" cy="5" r="2.5"/><path d="M1.5 13.5c.3-2.7 2-4.2 4.5-4.2s4.2 1.5 4.5 4.2"/>'
    '<path d="M10.5 2.7a2.5 2.5 0 0 1 0 4.6M12.2 9.8c1.4.6 2.2 1.9 2.3 3.7"/>',
    "tonight": '<path d="M13.5 9.8A6 6 0 1 1 6.2 2.5a4.8 4.8 0 0 0 7.3 7.3z"/>',
    "outbox": '<path d="M1.8 8.2L14 2.2l-4 11.8-2.6-4.6z"/><path d="M7.4 9.4L14 2.2"/>',
    "cash": '<rect x="1.5" y="3.5" width="13" height="9" rx="1.5"/><circle cx="8" cy="8" r="1.9"/>'
    '<path d="M4 6.2v3.6M12 6.2v3.6"/>',
    "imports": '<path d="M8 1.8v7.4M5 6.4l3 3 3-3"/><path d="M2 10.5v2.2c0 .8.6 1.3 1.3 1.3h9.4'
    'c.7 0 1.3-.5 1.3-1.3v-2.2"/>',
    "procedures": '<circle cx="3.5" cy="3.5" r="1.7"/><circle cx="12.5" cy="8" r="1.7"/>'
    '<circle cx="3.5" cy="12.5" r="1.7"/><path d="M5.2 3.5h3c1.5 0 1.5 4.5 2.6 4.5'
    'M5.2 12.5h3c1.5 0 1.5-4.5 2.6-4.5"/>',
    "reports": '<path d="M2 14h12M4 11.5V8M8 11.5V2.5M12 11.5V5.5"/>',
    "settings": '<path d="M2 4.5h6.5M12.5 4.5H14M2 11.5h1.5M7.5 11.5H14"/><circle cx="10.5" cy="4.5" r="1.8"/>'
    '<circle cx="5.5" cy="11.5" r="1.8"/>',
    "people": '<circle cx="8" cy="5" r="2.8"/><path d="M2.5 14c.4-3 2.5-4.7 5.5-4.7s5.1 1.7 5.5 4.7"/>',
    "health": '<path d="M8 13.8S2 10 2 5.9A3.1 3.1 0 0 1 8 4.6a3.1 3.1 0 0 1 6 1.3c0 4.1-6 7.9-6 7.9z"/>',
    "activity": '<path d="M1.5 8h3l2-5 3 10 2-5h3"/>',
    "integrations": '<path d="M5.5 1.8v3.4M10.5 1.8v3.4M3.5 5.2h9v2.3a4.5 4.5 0 0 1-9 0z"/><path d="M8 12v2.4"/>',
    # actions
    "search": '<circle cx="7" cy="7" r="4.5"/><path d="M10.3 10.3L14 14"/>',
    "plus": '<path d="M8 3v10M3 8h10"/>',
    "close": '<path d="M3.5 3.5l9 9M12.5 3.5l-9 9"/>',
    "check": '<path d="M2.8 8.5l3.4 3.5 7-8"/>',
    "back": '<path d="M9.8 3L4.8 8l5 5"/>',
    "next": '<path d="M6.2 3l5 5-5 5"/>',
    "down": '<path d="M3.5 6L8 10.5 12.5 6"/>',
    "menu": '<path d="M2 4h12M2 8h12M2 12h12"/>',
    "more": '<path d="M3.5 8h.01M8 8h.01M12.5 8h.01" stroke-width="2.2"/>',
    "filter": '<path d="M1.8 3.5h12.4M4.2 8h7.6M6.6 12.5h2.8"/>',
    "export": '<path d="M8 10V2M5 4.8L8 1.8l3 3"/><path d="M2.5 8.5v4c0 .8.5 1.5 1.3 1.5h8.4c.8 0 1.3-.7 1.3-1.5v-4"/>',
    "undo": '<path d="M5.5 2.5L2.5 5.5l3 3"/><path d="M2.7 5.5h6.8a4 4 0 0 1 0 8H6"/>',
    "pause": '<path d="M5.5 3v10M10.5 3v10"/>',
    "edit": '<path d="M10.5 2.8l2.7 2.7L5.5 13.2l-3.3.6.6-3.3z"/>',
    # things that happened
    "note": '<path d="M3 2h10v8.5L9.5 14H3z"/><path d="M13 10.5H9.5V14M5.5 5.5h5M5.5 8h3"/>',
    "promise": '<rect x="2" y="3" width="12" height="11" rx="1.5"/><path d="M2 6.5h12M5.2 1.5V4M10.8 1.5V4'
    'M5.5 10.2l1.8 1.6 3.2-3.3"/>',
    "dispute": '<path d="M8 2L1.8 13.5h12.4z"/><path d="M8 6.5v3.2M8 11.6v.01"/>',
    "mail": '<rect x="1.5" y="3" width="13" height="10" rx="1.5"/><path d="M2 4.2l6 4.6 6-4.6"/>',
    "phone": '<path d="M3.5 1.8h2.3l1.2 3.2-1.6 1.1c.8 1.8 2.1 3.1 3.9 4l1.2-1.6 3.2 1.2v2.3'
    'c0 .8-.7 1.5-1.5 1.5C6.8 13.2 2.4 8.5 2 3.3c0-.8.7-1.5 1.5-1.5z"/>',
    "invoice": '<path d="M3.5 1.5h9v13l-2.2-1.3L8 14.5l-2.3-1.3-2.2 1.3z"/><path d="M6 5h4M6 8h4"/>',
    "hold": '<circle cx="8" cy="8" r="6.2"/><path d="M3.7 3.7l8.6 8.6"/>',
    "info": '<circle cx="8" cy="8" r="6.2"/><path d="M8 7.3v4M8 4.8v.01"/>',
    "clock": '<circle cx="8" cy="8" r="6.2"/><path d="M8 4.5V8l2.5 1.5"/>',
    "external": '<path d="M6.5 3H3v10h10V9.5M9.5 2.5h4v4M13.3 2.7L7.5 8.5"/>',
    "theme": '<circle cx="8" cy="8" r="6.2"/><path d="M8 1.8a6.2 6.2 0 0 1 0 12.4z" fill="currentColor"/>',
    # ages: a circle that fills up, so that colour is never the only sign
    "age-0": '<circle cx="8" cy="8" r="5.5"/>',
    "age-1": '<circle cx="8" cy="8" r="5.5"/><path d="M8 8V4.5A3.5 3.5 0 0 1 11.5 8z" fill="currentColor"/>',
    "age-2": '<circle cx="8" cy="8" r="5.5"/><path d="M8 4.5a3.5 3.5 0 0 1 0 7z" fill="currentColor"/>',
    "age-3": '<circle cx="8" cy="8" r="5.5" fill="currentColor"/>',
}
