#!/usr/bin/env python
"""Django's own commands, with the embedded database running."""

import os
import sys

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "duly.wiring.settings")
    from django.core.management import execute_from_command_line

    from duly.wiring.database import embedded_server

    server = embedded_server()
    if server:
        server.acquire()
    try:
        execute_from_command_line(sys.argv)
    finally:
        if server:
            server.release()
