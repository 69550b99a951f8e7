"""`python -m tools.reference`: write every page that is made from the code."""

from __future__ import annotations

import os
import sys
import tempfile
from pathlib import Path


def main() -> None:
    """Write the pages that changed and name them."""
    # Nothing is read from a database; the folder is only where Django's settings may look.
    with tempfile.TemporaryDirectory() as nowhere:
        os.environ |= {"DJANGO_SETTINGS_MODULE": "duly.wiring.settings", "DULY_SECRET_KEY": "for documentation only"}
        os.environ["DULY_DATA_DIR"] = nowhere
        import django

        django.setup()
        from tools.reference.pages import PAGES

        root = Path(__file__).resolve().parents[2]
        for name, make in PAGES.items():
            path, text = root / name, make()
            if not path.exists() or path.read_text(encoding="utf-8") != text:
                path.write_text(text, encoding="utf-8")
                sys.stdout.write(f"{name}\n")


main()
