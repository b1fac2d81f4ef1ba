"""Every test that ``docs/security.md`` names as proof exists."""

import ast
import re

from django.conf import settings

NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")


def test_every_test_that_is_named_as_proof_exists():
    named = NAMED.findall((settings.BASE_DIR / "docs" / "security.md").read_text())
    assert len(named) > 25
    missing = []
    for file, test in named:
        tree = ast.parse((settings.BASE_DIR / file).read_text())
        if test not in {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}:
            missing.append(f"{file}::{test}")
    assert not missing, f"docs/security.md names tests that are gone: {missing}"


def test_every_row_of_the_table_names_its_proof():
    rows = [
        line for line in (settings.BASE_DIR / "docs" / "security.md").read_text().splitlines() if line.startswith("| ")
    ]
    assert all(NAMED.search(row) for row in rows[1:])
