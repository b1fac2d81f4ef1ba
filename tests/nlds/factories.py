"""Regions with a brand, for pages that speak for one."""

import factory

from rmt_portal.reference.models import LabourRegion, RegionBrand


class LabourRegionFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = LabourRegion
        django_get_or_create = ("code",)

    code = factory.Sequence(lambda number: f"AM{50 + number % 50}")
    name = factory.Sequence(lambda number: f"Regio {number}")


class RegionBrandFactory(factory.django.DjangoModelFactory):
    class Meta:
        model = RegionBrand

    region = factory.SubFactory(LabourRegionFactory)
    name = factory.LazyAttribute(lambda brand: f"Regionaal Mobiliteitsteam {brand.region.name}")
    short_name = factory.LazyAttribute(lambda brand: f"RMT {brand.region.name}")
    slug = factory.Sequence(lambda number: f"merk-{number}")
    reference_prefix = "RX"
    phone = factory.Sequence(lambda number: f"085 000 {number:02} 99")
    phone_hours = "maandag tot en met vrijdag, 9.00 tot 17.00 uur"
