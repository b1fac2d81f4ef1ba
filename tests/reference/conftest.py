"""A folder of files to change and load."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from rmt_portal.reference.loading.load import STARTER, load, plan
from rmt_portal.reference.loading.sources import Result


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the starter set: small files in the formats of the publishers, free to be changed."""
    return shutil.copytree(STARTER, tmp_path / "official")


@pytest.fixture
def load_folder(folder: Path) -> Callable[..., dict[str, Result]]:
    """Load the folder; returns the result per file."""

    def run(**options) -> dict[str, Result]:
        return {result.path: result for result in load(plan(folder, **options))}

    return run
