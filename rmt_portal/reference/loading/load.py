"""Load reference data: which files, in which order, from which folder; the record of what was loaded."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

from rmt_portal import clock
from rmt_portal.reference.loading import labour_market, occupations, places, skills
from rmt_portal.reference.loading.reading import FileRefusedError, fingerprint
from rmt_portal.reference.loading.sources import Presence, Result, Source
from rmt_portal.reference.loading.staging import load_file
from rmt_portal.reference.models import LoadedFile

STARTER = Path(__file__).resolve().parent.parent / "starter"
SOURCES: tuple[Source, ...] = (*places.SOURCES, *occupations.SOURCES, *skills.SOURCES, *labour_market.SOURCES)
"""Every file that is known, in an order in which what is pointed at comes before what points at it."""
ONE_AT_A_TIME = 0x524D5452
"""Key of the advisory lock: two loads at once would wait for each other's rows."""


@dataclass(frozen=True)
class Step:
    """A source and the file that will fill it."""

    source: Source
    path: Path
    is_starter: bool


Progress = Callable[[Step, float], None]
"""Told a step and the share (0 to 1) of all bytes that is done."""


def plan(folder: Path | None = None, *, only: Sequence[str] = (), demo: bool = True) -> list[Step]:
    """Return the steps of a load.

    Without ``folder`` the starter set, except for what official files have filled before. With ``folder`` its files,
    and from the starter set what publishers do not have (synonyms, requirements, demo values). ``only`` limits it to
    the named files; ``demo=False`` leaves out demo values. Raises :class:`FileRefusedError` for an unknown name and
    for a folder that is not there or incomplete.
    """
    if folder is not None and not folder.is_dir():
        raise FileRefusedError(f"{folder}: is not a folder; name the one that holds esco/, regions/, occupations/")
    unknown = set(only) - {source.path for source in SOURCES}
    if unknown:
        raise FileRefusedError(f"{sorted(unknown)[0]}: is not a file of the reference data; see docs/reference-data.md")
    official_before = set(LoadedFile.objects.filter(is_starter=False).values_list("path", flat=True))
    steps, missing = [], []
    for source in SOURCES:
        if (only and source.path not in only) or (source.presence is Presence.DEMO and not demo):
            continue
        if folder is not None and (folder / source.path).is_file():
            steps.append(Step(source, folder / source.path, is_starter=False))
        elif folder is not None and (source.presence is Presence.REQUIRED or only):
            missing.append(source.path)
        elif (STARTER / source.path).is_file() and source.path not in official_before:
            steps.append(Step(source, STARTER / source.path, is_starter=True))
    if missing:
        raise FileRefusedError(f"{folder}: misses {', '.join(dict.fromkeys(missing))}; see docs/reference-data.md")
    return steps


def load(steps: Sequence[Step], progress: Progress = lambda step, share: None) -> Iterator[Result]:
    """Carry out the steps, each file in its own transaction, and yield what happened to each.

    Raises :class:`FileRefusedError` at the first file that can not be loaded; what came before it stays.
    """
    total = sum(step.path.stat().st_size for step in steps) or 1
    done = 0
    with _alone():
        for step in steps:
            size = step.path.stat().st_size
            lines_read = 0

            def advance(lines: int, step: Step = step, size: int = size, before: int = done) -> None:
                nonlocal lines_read
                lines_read += lines
                # The number of lines is unknown beforehand; half a file's size after the first chunk, then closer.
                progress(step, (before + size * lines_read / (lines_read + lines)) / total)

            progress(step, done / total)
            result = load_file(step.source, step.path, is_starter=step.is_starter, advance=advance)
            if not step.source.again_for:
                _record(step, result)
            done += size
            progress(step, done / total)
            yield result


def _record(step: Step, result: Result) -> None:
    """Remember which file filled the tables; the same file again changes nothing."""
    seen = {
        "is_starter": step.is_starter,
        "sha256": fingerprint(step.path),
        "lines": result.lines,
        "rejected": len(result.refused),
    }
    if not LoadedFile.objects.filter(path=step.source.path, **seen).exists():
        LoadedFile.objects.update_or_create(path=step.source.path, defaults={**seen, "loaded_at": clock.now()})


@contextmanager
def _alone() -> Iterator[None]:
    """Hold the database-wide lock of loading; raises :class:`FileRefusedError` when another load holds it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [ONE_AT_A_TIME])
        if not cursor.fetchone()[0]:
            raise FileRefusedError("another load of reference data is running; try again when it is done")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_unlock(%s)", [ONE_AT_A_TIME])
