"""Where the official reference files lie, for the tests that need them: nobody else knows."""

import os
from pathlib import Path

import pytest

OFFICIAL = Path(
    os.environ.get("RMT_REFERENCE_DATA") or Path(__file__).resolve().parent.parent.parent / "shared" / "data"
)
needs_official_data = pytest.mark.skipif(
    not (OFFICIAL / "esco").is_dir(), reason="set RMT_REFERENCE_DATA to the folder of the official files"
)
