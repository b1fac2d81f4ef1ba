"""``make reset-demo``: throw the embedded database away. The next ``make run`` makes and fills it again."""

import os
import shutil
import sys

from rmt_portal import addresses
from tools.console import Problem, in_one_line, say
from tools.devservices import Services
from tools.run import only_one_of


def main() -> int:
    """Stop the servers and remove their data; never touches a database of somebody else."""
    if "DATABASE_URL" in os.environ:
        raise Problem("DATABASE_URL is set; this command only removes the embedded database")
    base = addresses.data_folder()
    with only_one_of(base):
        services = Services(base)
        services.stop()
        shutil.rmtree(services.data, ignore_errors=True)
        shutil.rmtree(base / "mail", ignore_errors=True)
    say("The demo database and its mail are gone. Start afresh with: make run")
    return 0


if __name__ == "__main__":
    sys.exit(in_one_line(main))
