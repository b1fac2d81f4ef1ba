"""Ends the processes of ``make run`` when it was killed (kill -9, a closed terminal, out of memory).

It reads process groups from its input, one a line. ``done`` means that they were ended in the ordinary way; an input
that closes without it means that the starter died.
"""

import signal
import sys

from tools.crew import end_groups
from tools.devservices import Services


def main() -> None:
    """Wait for the end of the starter."""
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    groups = []
    for line in sys.stdin:
        if line.strip() == "done":
            return
        groups.append(int(line))
    end_groups(groups)
    Services(sys.argv[1]).stop()


if __name__ == "__main__":
    main()
