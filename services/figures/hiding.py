"""Leave out what is about too few people, also when somebody subtracts.

A cell of 1 to ``small - 1`` people is hidden; nobody is no secret. Then cells are added until nothing can be worked out
from the totals:

- in no row or column (with its total) is exactly one cell hidden;
- no total minus what is shown is less than ``small``;
- no chain of rows and columns leads to one cell. With rows and columns as points and hidden cells as lines between
  them, a cell can be worked out exactly when its line is a bridge: it lies on no circle of hidden cells.

The total of a row, of a column and of the whole are cells too.
"""

from collections.abc import Iterable, Mapping

ALL = "*"
"""The row or column of the totals."""
Cell = tuple[str, str]
_Point = tuple[int, str]


def with_totals(counts: Mapping[Cell, int]) -> dict[Cell, int]:
    """Return every cell of the table with its totals; what was not counted is zero."""
    rows, columns = sorted({row for row, _ in counts}), sorted({column for _, column in counts})
    full = {(row, column): counts.get((row, column), 0) for row in rows for column in columns}
    for row in rows:
        full[row, ALL] = sum(full[row, column] for column in columns)
    for column in [*columns, ALL]:
        full[ALL, column] = sum(full[row, column] for row in rows)
    return full


def hidden_in(counts: Mapping[Cell, int], small: int) -> set[Cell]:
    """Return the cells (totals too) that must not be shown."""
    full = with_totals(counts)
    lines = _lines(full)
    hidden = {cell for cell, n in full.items() if 0 < n < small}
    while more := _one_more(full, lines, hidden, small):
        hidden.add(more)
    return hidden


def _lines(full: Mapping[Cell, int]) -> list[tuple[list[Cell], Cell]]:
    """Return each row and each column as its parts and their total."""
    rows, columns = sorted({row for row, _ in full} - {ALL}), sorted({column for _, column in full} - {ALL})
    across = [([(row, column) for column in columns], (row, ALL)) for row in [*rows, ALL]]
    down = [([(row, column) for row in rows], (ALL, column)) for column in [*columns, ALL]]
    return across + down


def _one_more(
    full: Mapping[Cell, int], lines: list[tuple[list[Cell], Cell]], hidden: set[Cell], small: int
) -> Cell | None:
    for parts, whole in lines:
        gone = [cell for cell in parts if cell in hidden]
        alone = len(gone) + (whole in hidden) == 1
        few = bool(gone) and whole not in hidden and sum(full[cell] for cell in gone) < small
        if alone or few:
            more = _next(full, parts, whole, hidden)
            if more is not None:
                return more
    for cell in sorted(_bridges(hidden)):
        for parts, whole in lines:
            if cell in (*parts, whole) and (more := _next(full, parts, whole, hidden)) is not None:
                return more
    return None


def _next(full: Mapping[Cell, int], parts: Iterable[Cell], whole: Cell, hidden: set[Cell]) -> Cell | None:
    """Return what is lost least: the smallest part with people, else the total, else a part without."""
    left = sorted((cell for cell in parts if cell not in hidden), key=lambda cell: (full[cell], cell))
    with_people = [cell for cell in left if full[cell]]
    return next(iter([*with_people, *([whole] if whole not in hidden else []), *left]), None)


def _bridges(hidden: set[Cell]) -> set[Cell]:
    """Return the hidden cells that lie on no circle (Tarjan's bridges, without recursion)."""
    around: dict[_Point, list[tuple[_Point, Cell]]] = {}
    for cell in sorted(hidden):
        row, column = (0, cell[0]), (1, cell[1])
        around.setdefault(row, []).append((column, cell))
        around.setdefault(column, []).append((row, cell))
    entered: dict[_Point, int] = {}
    lowest: dict[_Point, int] = {}
    bridges: set[Cell] = set()
    for start in around:
        if start in entered:
            continue
        entered[start] = lowest[start] = len(entered)
        path: list[tuple[_Point, Cell | None, int]] = [(start, None, 0)]
        while path:
            point, came_by, at = path.pop()
            if at < len(around[point]):
                path.append((point, came_by, at + 1))
                other, cell = around[point][at]
                if other not in entered:
                    entered[other] = lowest[other] = len(entered)
                    path.append((other, cell, 0))
                elif cell != came_by:
                    lowest[point] = min(lowest[point], entered[other])
            elif came_by is not None:
                before = path[-1][0]
                lowest[before] = min(lowest[before], lowest[point])
                if lowest[point] > entered[before]:
                    bridges.add(came_by)
    return bridges
