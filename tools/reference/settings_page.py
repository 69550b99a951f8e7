"""docs/reference/settings.md: every environment variable."""

from __future__ import annotations

from tools.reference.page import code, page, table

INTRODUCTION = """
Duly is configured by environment variables only. Each can also be given as a file: `NAME_FILE` names a file whose
content is the value (for secrets handed over by Docker, systemd or Kubernetes). `NAME` wins over `NAME_FILE`.

A value that cannot be used stops the command with a sentence that names the variable. `duly doctor` checks what the
values lead to. What belongs to one company (sender, bank account, time zone, the hour of its day) is not here: it is
on the Settings page of that company.
"""
# Where the default depends on the machine, words stand for it.
DEFAULTS = {"DULY_DATA_DIR": "`/var/lib/duly` for root, else the platform's folder, such as `~/.local/share/duly`"}


def settings_page() -> str:
    """Return the page. Django's settings must have been imported, so that every variable is known."""
    from duly.wiring import env, settings

    assert settings.SECRET_KEY, "importing the settings names every variable"
    rows = []
    for setting in sorted(env.SETTINGS.values(), key=lambda one: one.name.removeprefix("DULY_")):
        note = " Secret." if setting.secret else ""
        default = DEFAULTS.get(setting.name, code(setting.default) or "not set")
        rows.append([code(setting.name), default, setting.help + note])
    return page("Settings", INTRODUCTION, table(["variable", "default", "what it is"], rows))
