"""The demo company's procedure: the shipped one, with hours in which anybody can try it."""

from __future__ import annotations

from duly.core.dunning.default import DEFAULT_TEXT
from duly.services.act import Act
from duly.services.dunning.save_procedure import save_procedure

SHIPPED_HOURS = """\
  opens: "08:30"
  closes: "17:00"
  weekdays: [mon, tue, wed, thu, fri]
  skip_holidays: true
"""
ANY_HOUR = """\
  # A demo is looked at in the evening and on Sundays too; a real company keeps to office hours.
  opens: "00:00"
  closes: "23:59"
  weekdays: [mon, tue, wed, thu, fri, sat, sun]
  skip_holidays: false
"""
assert SHIPPED_HOURS in DEFAULT_TEXT, "the demo changes the hours of the shipped procedure"
DEMO_TEXT = DEFAULT_TEXT.replace(SHIPPED_HOURS, ANY_HOUR)


def install_demo_procedure(*, act: Act) -> int:
    """Save the shipped procedure with hours that are always open; return its version. Inside the company's scope."""
    return save_procedure(act=act, text=DEMO_TEXT, is_default=True, note="As shipped, at any hour of any day")
