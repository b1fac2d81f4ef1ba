"""Nobody can work out a small number from what is shown, however the table looks."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.figures.hiding import ALL, hidden_in, with_totals

SMALL = 10
NUMBERS = st.sampled_from([0, 0, 1, 3, 9, 10, 11, 14, 40, 200])


@st.composite
def tables(draw):
    rows, columns = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return {(f"r{r}", f"k{c}"): draw(NUMBERS) for r in range(rows) for c in range(columns)}


def lines(full):
    """Every sum that holds in a table: the parts of each row and column, and their total."""
    rows, columns = {row for row, _ in full} - {ALL}, {column for _, column in full} - {ALL}
    for row in [*rows, ALL]:
        yield [(row, column) for column in columns], (row, ALL)
    for column in [*columns, ALL]:
        yield [(row, column) for row in rows], (ALL, column)


@settings(max_examples=300, deadline=None)
@given(tables())
def test_no_hidden_cell_follows_from_the_others(counts):
    full, hidden = with_totals(counts), hidden_in(counts, SMALL)
    assert {cell for cell, n in full.items() if 0 < n < SMALL} <= hidden
    unknown = sorted(hidden)
    place = {cell: number for number, cell in enumerate(unknown)}
    sums = []
    for parts, whole in lines(full):
        known = [float(cell in parts) - float(cell == whole) for cell in unknown]
        if any(known):
            sums.append(known)
        gone = [cell for cell in parts if cell in hidden]
        if gone and whole not in hidden:
            assert sum(full[cell] for cell in gone) >= SMALL, "the rest of a total tells of a few people"
    rank = np.linalg.matrix_rank(np.array(sums)) if sums else 0
    for cell in unknown:
        alone = [float(place[cell] == number) for number in range(len(unknown))]
        assert np.linalg.matrix_rank(np.array([*sums, alone])) == rank + 1, f"{cell} can be worked out"


@pytest.mark.parametrize(
    ("counts", "shown"),
    [
        ({"a": 40, "b": 20, "c": 3}, {"a": 40, ALL: 63}),  # b goes along, otherwise c is 63 - 40 - 20
        ({"a": 40, "b": 20, "c": 0}, {"a": 40, "b": 20, "c": 0, ALL: 60}),  # nobody is no secret
        ({"a": 4, "b": 5}, {}),  # together they are too few as well
        ({"a": 6, "b": 5}, {ALL: 11}),
    ],
)
def test_what_is_left_of_a_row(counts, shown):
    cells = {("", name): n for name, n in counts.items()}
    full, hidden = with_totals(cells), hidden_in(cells, SMALL)
    assert {column: full["", column] for _, column in full if ("", column) not in hidden} == shown


def test_a_threshold_of_one_hides_nothing():
    assert hidden_in({("a", "x"): 1, ("b", "x"): 2}, 1) == set()
