"""Three regions on one site, each with a named person and a phone number of its own: fictional, for a demonstration."""

from dataclasses import dataclass

from django.db import transaction

from rmt_portal.reference.models import LabourRegion, Municipality, Postcode, RegionBrand


@dataclass(frozen=True)
class DemoTeam:
    """A team with the places of its region that the demo needs: postcode, name, municipality code, point."""

    region: str
    slug: str
    prefix: str
    contact_name: str
    phone: str
    talks: str
    contact_working_days: int
    places: tuple[tuple[str, str, str, float, float], ...]


TEAMS = (
    DemoTeam("AM09", "achterhoek", "RA", "Fatima de Groot", "085 000 00 00", "Nederlands, Engels en Duits", 2, ()),
    DemoTeam(
        "AM05", "twente", "RT", "Gerrit Nijhuis", "085 000 00 05", "Nederlands, Duits en Turks", 2,
        (("7511", "Enschede", "GM0153", 52.2215, 6.8937), ("7607", "Almelo", "GM0141", 52.3567, 6.6625)),
    ),
    DemoTeam(
        "AM06", "stedendriehoek", "RS", "Noor Bakker", "085 000 00 06", "Nederlands en Engels", 3,
        (("7311", "Apeldoorn", "GM0200", 52.2112, 5.9699), ("7411", "Deventer", "GM0150", 52.2513, 6.1605)),
    ),
)  # fmt: skip


@transaction.atomic
def seed() -> list[RegionBrand]:
    """Make the three teams and the places they need; what a region changed of its own stays as it is.

    Raises:
        LabourRegion.DoesNotExist: the reference data was not loaded.
    """
    return [_team(team) for team in TEAMS]


def _team(team: DemoTeam) -> RegionBrand:
    region = LabourRegion.objects.get(code=team.region)
    for code, name, municipality_code, latitude, longitude in team.places:
        municipality, _new = Municipality.objects.get_or_create(
            code=municipality_code, defaults={"name": name, "region": region}
        )
        where = {"place": name, "latitude": latitude, "longitude": longitude}
        Postcode.objects.get_or_create(code=code, defaults={**where, "municipality": municipality, "region": region})
    brand, is_new = RegionBrand.objects.get_or_create(
        region=region,
        defaults={
            "name": f"Regionaal Mobiliteitsteam {region.name}",
            "short_name": f"RMT {region.name}"[:40],
            "slug": team.slug,
            "reference_prefix": team.prefix,
            "phone": team.phone,
            "phone_hours": "maandag tot en met vrijdag van 9 tot 17 uur",
            "caller_id": "085 000",
            "contact_working_days": team.contact_working_days,
            "contact_name": team.contact_name,
            "talks": team.talks,
        },
    )
    if not is_new and not brand.contact_name:
        brand.contact_name, brand.talks = team.contact_name, brand.talks or team.talks
        brand.save(update_fields=["contact_name", "talks"])
    return brand
