"""``make bench``: every measurement of ``bench/``, one after the other, on a database of its own (``var/bench``).

``DATA=../shared/data make bench`` measures on the official reference data, which the bars are set for; otherwise the
starter set is used. Arguments name the measurements that are wanted.
"""

import os
import subprocess
import sys

from tools.console import PROJECT, in_one_line, run, say
from tools.devservices import Services

BENCH = PROJECT / "bench"


def main() -> int:
    """Load the database and run the measurements; return 1 when one of them misses its bar."""
    os.environ["RMT_VAR"] = os.environ.get("RMT_VAR") or str(PROJECT / "var" / "bench")
    services = Services(os.environ["RMT_VAR"])
    wanted = sys.argv[1:] or sorted(file.stem for file in BENCH.glob("*.py") if _is_measurement(file.read_text()))
    missed = []
    try:
        services.ensure()
        manage = [sys.executable, "manage.py"]
        run([*manage, "migrate", "--verbosity=0"], "the tables could not be made")
        folder = [os.environ["DATA"]] if os.environ.get("DATA") else []
        say(run([*manage, "load_reference", *folder], "the reference data could not be loaded").strip())
        for name in wanted:
            say(f"\n== {name}")
            if subprocess.run([sys.executable, "-m", f"bench.{name}"], cwd=PROJECT, check=False).returncode:
                missed.append(name)
    finally:
        services.stop()
    say(f"\nMissed: {', '.join(missed)}" if missed else "\nAll measurements are done.")
    return 1 if missed else 0


def _is_measurement(text: str) -> bool:
    return '__name__ == "__main__"' in text


if __name__ == "__main__":
    sys.exit(in_one_line(main))
