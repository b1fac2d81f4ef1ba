"""From where to where, as a picture: on the left where people came from, on the right where they went.

A band is as thick as its number of people, and says that number. Only what the table shows is drawn. Measures are in
units of a field 360 wide.
"""

from dataclasses import dataclass

from services.figures.reading import Sheet

WIDTH = 360
POST = 8
"""How wide the posts on both sides are."""
GAP = 10
LEAST = 20
"""Height of a post with few people, so that its name fits beside it."""
THICKEST = 160
"""How thick all bands together are."""
LONGEST = 24
"""Letters of a name; the whole name stands in the table."""


@dataclass
class Post:
    """Where bands begin or end."""

    title: str
    number: int
    y: float = 0
    height: float = 0
    taken: float = 0

    @property
    def name(self) -> str:
        """The name, short enough for its place."""
        return self.title if len(self.title) <= LONGEST else f"{self.title[: LONGEST - 1].rstrip()}…"

    @property
    def text_y(self) -> float:
        """Where the name stands."""
        return round(self.y + self.height / 2 + 4, 1)

    @property
    def top(self) -> str:
        """Where it begins, as SVG writes it."""
        return f"{self.y:.1f}"

    @property
    def size(self) -> str:
        """How high it is, as SVG writes it."""
        return f"{self.height:.1f}"


@dataclass(frozen=True)
class Band:
    """A band between two posts, as the path of an SVG, with its number."""

    path: str
    number: int
    text_y: float
    title: str


@dataclass(frozen=True)
class Stream:
    """The picture."""

    left: list[Post]
    right: list[Post]
    bands: list[Band]
    height: int
    is_stream: bool = True


def stream_of(sheet: Sheet) -> Stream | None:
    """Draw the numbers a table of from and to shows; None when it shows none."""
    flows = [
        (line.title, head, int(cell.number))
        for line in sheet.lines
        if not line.is_total
        for head, cell in zip(sheet.head[1:], line.cells, strict=True)
        if cell.number and not cell.is_total
    ]
    if not flows:
        return None
    scale = THICKEST / sum(n for _from, _to, n in flows)
    left, right = _posts([(f, n) for f, _t, n in flows], scale), _posts([(t, n) for _f, t, n in flows], scale)
    bands = [_band(left[f], right[t], n, n * scale) for f, t, n in sorted(flows, key=lambda flow: -flow[2])]
    posts = (list(left.values()), list(right.values()))
    return Stream(*posts, bands, round(max(post.y + post.height for post in (*posts[0], *posts[1])) + 4))


def _posts(parts: list[tuple[str, int]], scale: float) -> dict[str, Post]:
    sums: dict[str, int] = {}
    for title, n in parts:
        sums[title] = sums.get(title, 0) + n
    posts, y = {}, 2.0
    for title, n in sorted(sums.items(), key=lambda item: (-item[1], item[0])):
        posts[title] = Post(title, n, y, max(LEAST, n * scale))
        y += posts[title].height + GAP
    return posts


def _band(left: Post, right: Post, number: int, thick: float) -> Band:
    a, b = left.y + left.taken, right.y + right.taken
    left.taken += thick
    right.taken += thick
    start, end, middle = POST, WIDTH - POST, WIDTH // 2
    path = (
        f"M{start},{a:.1f} C{middle},{a:.1f} {middle},{b:.1f} {end},{b:.1f} V{b + thick:.1f} "
        f"C{middle},{b + thick:.1f} {middle},{a + thick:.1f} {start},{a + thick:.1f} Z"
    )
    return Band(path, number, round((a + b + thick) / 2 + 4, 1), f"{left.title} – {right.title}: {number}")
