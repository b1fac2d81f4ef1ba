"""Which figures an address asks for: region, month and draw; anything that is not there counts as not asked."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest
from django.urls import reverse

from partners.models import Role
from rmt_portal.reference.models import LabourRegion
from rmt_portal.workplace.member import Member
from services.figures.drawing import months_of
from services.figures.months import Month
from services.models import FigureSnapshot

READERS = frozenset({Role.COORDINATOR.value, Role.REGIONAL_MANAGER.value})


@dataclass(frozen=True)
class Asked:
    """The region and month somebody looks at, with what was drawn of it, the newest first."""

    regions: list[LabourRegion]
    region: LabourRegion
    months: list[Month]
    month: Month
    drawn: list[FigureSnapshot]
    draw: int | None

    @property
    def made(self) -> list[FigureSnapshot]:
        """What is whole, the newest first."""
        return [snapshot for snapshot in self.drawn if snapshot.made_at is not None]

    @property
    def snapshot(self) -> FigureSnapshot | None:
        """The draw that was asked for, or the newest whole one."""
        return next((one for one in self.made if self.draw in (None, one.draw)), None)

    @property
    def being_made(self) -> FigureSnapshot | None:
        """The draw a worker is at."""
        return next((one for one in self.drawn if one.made_at is None), None)

    def url(self, name: str = "figures", **more: str | int | None) -> str:
        """Return the address of a page about this month."""
        query: dict[str, str | int | None] = {"maand": self.month.code}
        query |= {"regio": self.region.code} if len(self.regions) > 1 else {}
        query |= {"keer": self.draw, **more}
        return f"{reverse(f'admin:{name}')}?{urlencode({k: v for k, v in query.items() if v is not None})}"


def read(request: HttpRequest, member: Member) -> Asked:
    """Read the address (of a form too) for a member who may read figures in at least one region."""
    given = request.POST if request.method == "POST" else request.GET
    held = {m.region_id: m.region for m in member.memberships if m.role in READERS}
    regions = sorted(held.values(), key=lambda region: region.name)
    region = next((r for r in regions if r.code == given.get("regio")), regions[0])
    months = months_of(region.pk)
    wanted = Month.read(given.get("maand", ""))
    month = wanted if wanted in months else Month.newest()
    drawn = list(FigureSnapshot.objects.filter(region=region, month=month.first).order_by("-draw"))
    number = given.get("keer", "")
    draw = int(number) if number.isdecimal() and len(number) < 5 else None
    return Asked(regions, region, months, month, drawn, draw if any(s.draw == draw for s in drawn) else None)
