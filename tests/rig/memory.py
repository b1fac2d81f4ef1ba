"""What was loaded before the first test is never looked through for garbage again.

The portal, its packages and the collected tests are some millions of objects that live as long as the process; each
collection of the oldest generation walks along all of them, and finds nothing. Garbage of the tests is still collected.
"""

import gc

import pytest

NEW_OBJECTS = 10_000
"""New objects between two collections of the youngest generation; Python's own 700 is meant for small programs."""


@pytest.hookimpl(trylast=True)
def pytest_collection_finish() -> None:
    gc.collect()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS, 20, 20)
