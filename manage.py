#!/usr/bin/env python
"""Django's command line for the portal."""

import os
import sys


def main() -> None:
    """Run a management command with the portal's settings."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "rmt_portal.settings")
    from django.core.management import execute_from_command_line

    from rmt_portal import row_security

    with row_security.house("command"):
        execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
