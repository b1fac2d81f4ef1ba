"""How long the night of a whole country takes: ``python -m bench.national [REGIONS CLIENTS VACANCIES]``.

Made-up regions of full size (35 of 10,000 people and 11,430 vacancies: 350,000 and 400,000), one database, a real
Celery worker of two processes. Measured is ``manage.py rematch --all-regions --full`` from the first start to the last
list, and what the worker's processes hold in memory together. The database must hold the official reference data
(``DATA=``): the starter set knows the places of one region. Filling it takes longer than ranking it; what was made is
removed at the end, unless ``KEEP=1``, which a next time uses again.
"""

import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from django.db import connection

from bench import bars
from bench.rematch import workers
from bench.visitor import PROJECT
from intake.models import Case
from matching import seeding
from rmt_portal import row_security
from rmt_portal.reference.models import LabourRegion

REGIONS, CLIENTS, VACANCIES = 35, 10_000, 11_430
BARS = {"every region, seconds": 360.0, "memory of the workers, MiB": 4096.0}
LOOK_EVERY_SECONDS = 0.5


def main() -> int:
    """Fill, measure, print, and return 1 when a bar is missed."""
    wanted, clients, vacancies = [int(size) for size in sys.argv[1:4]] or [REGIONS, CLIENTS, VACANCIES]
    regions = list(LabourRegion.objects.filter(postcodes__is_address=True).distinct().order_by("code"))
    if len(regions) < wanted:
        raise SystemExit(f"Only {len(regions)} regions have places. Give the official data: DATA=../shared/data")
    regions = regions[:wanted]
    environment = {name: value for name, value in os.environ.items() if name != "RMT_TESTING"}
    _fill(regions, clients, vacancies, environment)
    print(f"load before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} cores; {wanted} x {clients} x {vacancies}")
    try:
        with TemporaryDirectory() as folder, workers(environment, Path(folder)) as worker, _memory(worker.pid) as held:
            told = _rematch(environment)
    finally:
        if not os.environ.get("KEEP"):
            for region in regions:
                seeding.remove(region)
    found = {
        "every region, seconds": told["seconds"]["total"],
        **{f"  {part}, added up": told["seconds"][part] for part in ("load", "score", "write")},
        "memory of the workers, MiB": max(held),
        "  of the largest process": told["peak_rss_mb"],
        "millions of pairs": told["pairs"] / 1e6,
    }
    return bars.told(found, BARS)


def _fill(regions: Sequence[LabourRegion], clients: int, vacancies: int, environment: Mapping[str, str]) -> None:
    """Seed the regions that are not yet, two at a time."""
    empty = [region.code for region in regions if Case.objects.filter(region=region).count() < clients]
    sizes = ["--clients", str(clients), "--vacancies", str(vacancies)]
    start = time.perf_counter()
    with ThreadPoolExecutor(2) as lanes:
        list(lanes.map(partial(_seed, sizes=sizes, environment=environment), empty))
    print(f"{len(empty)} regions filled in {time.perf_counter() - start:.0f} s", flush=True)


def _seed(code: str, sizes: Sequence[str], environment: Mapping[str, str]) -> None:
    command = [sys.executable, "manage.py", "seed_region", "--region", code, *sizes]
    subprocess.run(command, cwd=PROJECT, env=dict(environment), check=True, stdout=subprocess.DEVNULL)


def _rematch(environment: Mapping[str, str]) -> dict[str, Any]:
    command = [sys.executable, "manage.py", "rematch", "--all-regions", "--full", "--json"]
    done = subprocess.run(command, cwd=PROJECT, env=dict(environment), check=False, capture_output=True, text=True)
    if done.returncode:
        raise SystemExit(f"rematch failed:\n{done.stderr[-2000:]}{done.stdout[-500:]}")
    return json.loads(done.stdout.splitlines()[-1])


@contextmanager
def _memory(pid: int) -> Iterator[list[float]]:
    """Collect what a process and its children hold in memory together, in MiB, every half second."""
    held, over = [0.0], threading.Event()

    def look() -> None:
        while not over.wait(LOOK_EVERY_SECONDS):
            held.append(sum(_own_share(one) for one in [pid, *_children(pid)]))

    looking = threading.Thread(target=look, daemon=True)
    looking.start()
    try:
        yield held
    finally:
        over.set()
        looking.join()


def _children(pid: int) -> list[int]:
    found = Path(f"/proc/{pid}/task/{pid}/children")
    return [int(child) for child in found.read_text().split()] if found.exists() else []


def _own_share(pid: int) -> float:
    """Return the memory of a process in MiB; what it shares with others counts for its part (Pss)."""
    try:
        lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    except OSError:  # it ended
        return 0.0
    return next((int(line.split()[1]) / 1024 for line in lines if line.startswith("Pss:")), 0.0)


if __name__ == "__main__":
    with row_security.house("command"):
        code = main()
    connection.close()
    sys.exit(code)
