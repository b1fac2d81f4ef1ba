"""The files of regions, municipalities and postcodes, and the brand of the demo region."""

from collections.abc import Iterable

from rmt_portal.reference.loading.reading import Line, LineRefusedError
from rmt_portal.reference.loading.sources import Check, Presence, Row, Source, Update, Upsert

REGION_UNKNOWN = Check(
    "NOT EXISTS (SELECT FROM reference_labourregion r WHERE r.code = s.region)", "'unknown region ' || s.region"
)
REGION_CODE, MUNICIPALITY_CODE = r"AM\d\d", r"GM\d{4}"


def _point(line: Line) -> tuple[float, float]:
    """Return latitude and longitude in degrees, refused outside the European Netherlands."""
    latitude, longitude = line.decimal("lat"), line.decimal("lon")
    if latitude is None or longitude is None:
        raise LineRefusedError("lat or lon is empty")
    if not (50.5 <= latitude <= 54 and 3 <= longitude <= 7.5):
        raise LineRefusedError(f"the point {latitude}, {longitude} is not in the Netherlands")
    return float(latitude), float(longitude)


def _region(line: Line) -> Iterable[Row]:
    population = line.whole(line.of_some_year("inwoners_"))
    yield line.like("am_code", REGION_CODE), line.needed("am_naam", 100), population


def _lead(line: Line) -> Iterable[Row]:
    yield line.like("am_code", REGION_CODE), line.text("centrumgemeente_code")


def _municipality(line: Line) -> Iterable[Row]:
    yield (
        line.like("gm_code", MUNICIPALITY_CODE),
        line.needed("gm_naam", 100),
        line.like("am_code", REGION_CODE),
        line.whole(line.of_some_year("inwoners_")),
        *_point(line),
    )


def _postcode(line: Line) -> Iterable[Row]:
    yield (
        line.like("pc4", r"[1-9]\d{3}"),
        line.needed("woonplaats", 100),
        *_point(line),
        "Adres" in line.text("soort"),
        line.like("gm_code", MUNICIPALITY_CODE),
        line.like("am_code", REGION_CODE),
    )


def _brand(line: Line) -> Iterable[Row]:
    yield (
        line.like("am_code", REGION_CODE),
        *(line.needed(column, 100) for column in ("name", "short_name", "slug", "reference_prefix", "phone")),
        *(line.needed(column, 100) for column in ("phone_hours", "caller_id", "email")),
    )


REGIONS = Source(
    path="regions/arbeidsmarktregios.csv",
    columns=("am_code", "am_naam"),
    stage={"code": "text", "name": "text", "population": "int"},
    parse=_region,
    key=("code",),
    writes=(
        Upsert(
            "reference_labourregion",
            key=("code",),
            values={"code": "s.code", "name": "s.name", "population": "s.population"},
        ),
    ),
)
MUNICIPALITIES = Source(
    path="regions/gemeenten.csv",
    columns=("gm_code", "gm_naam", "am_code", "lat", "lon"),
    stage={
        "code": "text",
        "name": "text",
        "region": "text",
        "population": "int",
        "latitude": "float8",
        "longitude": "float8",
    },
    parse=_municipality,
    key=("code",),
    checks=(REGION_UNKNOWN,),
    writes=(
        Upsert(
            "reference_municipality",
            key=("code",),
            values={
                "code": "s.code",
                "name": "s.name",
                "region_id": "r.id",
                "population": "s.population",
                "latitude": "s.latitude",
                "longitude": "s.longitude",
            },
            from_="stage s JOIN reference_labourregion r ON r.code = s.region",
        ),
    ),
)
LEAD_MUNICIPALITIES = Source(
    path=REGIONS.path,
    again_for="lead municipalities",
    columns=("am_code", "centrumgemeente_code"),
    stage={"code": "text", "municipality": "text"},
    parse=_lead,
    writes=(
        Update(
            "reference_labourregion",
            values={"lead_municipality_id": "m.id"},
            match="old.code = s.code",
            from_="stage s JOIN reference_municipality m ON m.code = s.municipality",
        ),
    ),
)
POSTCODES = Source(
    path="regions/pc4.csv",
    columns=("pc4", "woonplaats", "lat", "lon", "soort", "gm_code", "am_code"),
    stage={
        "code": "text",
        "place": "text",
        "latitude": "float8",
        "longitude": "float8",
        "is_address": "boolean",
        "municipality": "text",
        "region": "text",
    },
    parse=_postcode,
    key=("code",),
    checks=(
        REGION_UNKNOWN,
        Check(
            "NOT EXISTS (SELECT FROM reference_municipality m WHERE m.code = s.municipality)",
            "'unknown municipality ' || s.municipality",
        ),
    ),
    writes=(
        Upsert(
            "reference_postcode",
            key=("code",),
            values={
                "code": "s.code",
                "place": "s.place",
                "latitude": "s.latitude",
                "longitude": "s.longitude",
                "is_address": "s.is_address",
                "municipality_id": "m.id",
                "region_id": "r.id",
            },
            from_="stage s JOIN reference_municipality m ON m.code = s.municipality "
            "JOIN reference_labourregion r ON r.code = s.region",
        ),
    ),
)
BRAND_COLUMNS = ("name", "short_name", "slug", "reference_prefix", "phone", "phone_hours", "caller_id", "email")
BRANDS = Source(
    path="regions/region_brands.csv",
    columns=("am_code", *BRAND_COLUMNS),
    stage={"region": "text"} | dict.fromkeys(BRAND_COLUMNS, "text"),
    parse=_brand,
    key=("region",),
    checks=(REGION_UNKNOWN,),
    writes=(
        # Only when the region has no brand yet: what people of the region changed is theirs.
        Upsert(
            "reference_regionbrand",
            key=("region_id",),
            values={"region_id": "r.id"},
            fresh={column: f"s.{column}" for column in BRAND_COLUMNS}
            | {
                "hosts": "'[]'::jsonb",
                "theme": "'{}'::jsonb",
                "contact_name": "''",
                "talks": "''",
                "contact_working_days": "2",
                "first_meeting_working_days": "10",
                "is_open": "true",
            },
            from_="stage s JOIN reference_labourregion r ON r.code = s.region",
        ),
    ),
    presence=Presence.DEMO,
)
SOURCES = (REGIONS, MUNICIPALITIES, LEAD_MUNICIPALITIES, POSTCODES, BRANDS)
