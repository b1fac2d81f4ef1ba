"""The question ``visible_to(user)`` for every table that holds something of a client."""

from typing import Any, Self, TypeVar

from django.contrib.postgres.expressions import ArraySubquery
from django.db import models
from django.db.models import Max, OuterRef, Q, Subquery, Value
from django.db.models.functions import Coalesce, Greatest

from partners.models import AccessGrant, Layer
from partners.reach import Reach, reach_of

M_co = TypeVar("M_co", bound=models.Model, covariant=True)
NOTHING = -1


class ClientScopedQuerySet(models.QuerySet[M_co]):
    """Base of the querysets of client tables; a subclass says how to get from a row to its client and region.

    ``client_path`` ends in the id of the client, ``region_path`` in the id of the client's region.
    """

    client_path = "client_id"
    region_path = "client__region_id"

    def visible_to(self, user: Any, layer: int = Layer.WORK, purpose: str | None = None, category: str = "") -> Self:
        """Rows whose client is open to ``user`` at ``layer`` or more (for a purpose), each with its ``layer``.

        Whoever shows a list at a lower layer than WORK must look at the ``layer`` of each row before it shows more.
        With ``category`` also rows whose client shares that category by consent, whatever their layer.
        """
        reach = reach_of(user)
        rule = self._rule(reach, layer, purpose, category)
        return self.filter(rule).annotate(layer=self._layer_of_row(reach, purpose))

    def with_shared(self, user: Any, purpose: str | None = None) -> Self:
        """Add to each row ``shared``: the categories its client opened to this user by consent."""
        mine = reach_of(user).grants(purpose)
        if mine is None:
            return self.annotate(shared=Value([], output_field=AccessGrant._meta.get_field("categories")))
        given = AccessGrant.objects.active().filter(mine, client_id=OuterRef(self.client_path), categories__len__gt=0)
        return self.annotate(shared=ArraySubquery(given.order_by("pk").values("categories__0")))

    def _rule(self, reach: Reach, layer: int, purpose: str | None, category: str) -> Q:
        """Every client of the regions that are open by role; of this person's other regions those with a grant.

        The region stands in the rule although each grant has one: it leads the indexes that give lists their order,
        and who moved to another region is no longer seen in the old one.
        """
        whole = reach.regions_at(layer)
        partly = [region for region in reach.region_ids if region not in whole]
        rule, mine = self._in_regions(whole), reach.grants(purpose)
        if mine is not None and partly:
            enough = Q(layer__gte=layer) | Q(categories__contains=[category]) if category else Q(layer__gte=layer)
            granted = AccessGrant.objects.active().filter(mine, enough).order_by().values("client_id")
            rule |= self._in_regions(partly) & Q(**{f"{self.client_path}__in": granted})
        return rule

    def _in_regions(self, regions: list[int]) -> Q:
        if len(regions) == 1:
            return Q(**{self.region_path: regions[0]})  # "=" keeps the order of an index that "IN" loses
        return Q(**{f"{self.region_path}__in": regions})

    def _layer_of_row(self, reach: Reach, purpose: str | None) -> Any:
        mine = reach.grants(purpose)
        if mine is None:
            return Value(NOTHING)
        granted = AccessGrant.objects.active().filter(mine, client_id=OuterRef(self.client_path)).order_by()
        highest = Coalesce(
            Subquery(granted.values("client_id").annotate(highest=Max("layer")).values("highest")), Value(NOTHING)
        )
        by_region = [
            models.When(**{f"{self.region_path}__in": reach.regions_at(layer)}, then=Value(int(layer)))
            for layer in (Layer.TRIAGE, Layer.REFERENCE)
            if reach.regions_at(layer)
        ]
        if not by_region:
            return highest
        return Greatest(highest, models.Case(*by_region, default=Value(NOTHING)))
