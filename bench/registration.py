"""How fast the pages of the registration are: ``python -m bench.registration`` (migrated database, demo region filled).

Eight people at once go through every question of the form, reading each page (GET) and sending it (POST), against the
real web server with two workers. Prints requests per second, p50 and p95 in milliseconds and errors, and per step the
bytes that came over the line: the page itself with its style sheet, scripts and pictures, without fonts. Every draft is
wiped at the end of its walk: nobody is registered.
"""

import os
import re
import sys
import threading
import time
from collections import defaultdict
from pathlib import Path
from statistics import median, quantiles
from tempfile import gettempdir

from django.core.management import call_command
from django.db import connection

from bench.visitor import FIRST, LAST, Asked, Visitor, web_server
from rmt_portal import row_security
from rmt_portal.reference.models import RegionBrand

USERS, SECONDS = 8, 20
BAR_RATE, BAR_P95_MS, BAR_PAGE_KB = 80.0, 200.0, 120.0
_PARTS = re.compile(r'(?:href|src)="(/(?:static|thema)/[^"#?]+\.(?:css|js|svg|png|webp|ico)[^"#]*)')


def run() -> int:
    """Measure and print; the answer is the exit code."""
    prepare()
    busy = os.getloadavg()[0]
    environment = {name: value for name, value in os.environ.items() if name != "RMT_TESTING"}
    with web_server(environment, Path(gettempdir()) / "bench-registration.log") as port:
        walk(port, time.monotonic() + 3)  # warm
        asked = walk(port, time.monotonic() + SECONDS)
        heaviest = weigh(port)
    taken = [one.seconds * 1000 for one in asked]
    p95, rate = quantiles(taken, n=20)[-1], len(asked) / SECONDS
    errors = sum(one.status >= 400 for one in asked)
    gets = sum(one.method == "GET" for one in asked)
    print(f"load of the machine before: {busy:.1f} on {os.cpu_count()} cores")
    print(f"{len(asked)} requests ({gets} GET, {len(asked) - gets} POST), {USERS} users, {SECONDS} s")
    print(f"{rate:6.1f} requests/s  p50 {median(taken):5.0f} ms  p95 {p95:5.0f} ms  errors {errors}")
    by_step: dict[str, list[float]] = defaultdict(list)
    for one in asked:
        by_step[f"{one.method:4} {one.path}"].append(one.seconds * 1000)
    for name, times in sorted(by_step.items(), key=lambda item: -median(item[1]))[:8]:
        print(f"  {name:36} p50 {median(times):5.0f} ms")
    return 1 if errors or rate < BAR_RATE or p95 > BAR_P95_MS or heaviest > BAR_PAGE_KB else 0


def prepare() -> None:
    """Make sure there is a region to register in."""
    if not RegionBrand.objects.filter(slug="achterhoek").exists():
        call_command("seed_demo_regions", verbosity=0)
    connection.close()


def walk(port: int, until: float) -> list[Asked]:
    """Let eight people go through the questions until the time is over; returns what was asked."""
    asked: list[Asked] = []

    def one(number: int) -> None:
        turn = 0
        while time.monotonic() < until:
            visitor, turn = Visitor(port, asked.append), turn + 1
            visitor.answer_all(f"Meting{number}x{turn}", f"meting{number}@voorbeeld.nl")
            visitor.get(LAST)
            visitor.post("/aanmelden/wissen/", {})

    threads = [threading.Thread(target=one, args=[number]) for number in range(USERS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return asked


def weigh(port: int) -> float:
    """Print per page what comes over the line; returns the kilobytes of the heaviest."""
    visitor = Visitor(port)
    pages = [visitor.get("/"), visitor.get(FIRST)]
    seen: list[Asked] = []
    watching = Visitor(port, seen.append)
    watching.answer_all("Gewicht", "gewicht@voorbeeld.nl")
    pages += [one for one in seen if one.method == "GET" and one.status == 200 and one.path != FIRST]
    pages.append(watching.get(LAST))
    known: dict[str, int] = {}
    heaviest = 0.0
    for page in pages:
        parts = set(_PARTS.findall(page.text))
        for part in parts - known.keys():
            known[part] = visitor.get(part).size
        weight = (page.size + sum(known[part] for part in parts)) / 1000
        heaviest = max(heaviest, weight)
        print(f"  {page.path:32} {page.size / 1000:6.1f} kB, with {len(parts)} parts {weight:6.1f} kB")
    watching.post("/aanmelden/wissen/", {})
    return heaviest


if __name__ == "__main__":
    with row_security.house("command"):  # the measured pages are asked as whoever is signed in
        sys.exit(run())
