"""The files of sectors (SBI), tightness (UWV), outlook of sectors, and the minimum wage."""

import re
from collections.abc import Iterable
from datetime import date

from rmt_portal.reference.loading.reading import Line, LineRefusedError
from rmt_portal.reference.loading.sources import Check, Presence, Row, Source, Upsert
from rmt_portal.reference.models import MinimumWage, SectorOutlook

SECTOR_CODE = r"[A-Z]|\d\d"
QUARTER = r"\d{4}Q[1-4]"
UNKNOWN_REGION = Check(
    "s.region IS NOT NULL AND NOT EXISTS (SELECT FROM reference_labourregion r WHERE r.code = s.region)",
    "'unknown region ' || s.region",
    waits=True,
)
# What was published always goes before what is only an example.
DEMO_OVER_REAL = "EXCLUDED.is_demo AND NOT old.is_demo"


def _end_of_quarter(quarter: str) -> date:
    """Return the last day of a quarter: "2023Q1" is 31 March 2023."""
    year, number = int(quarter[:4]), int(quarter[5])
    return date(year, number * 3, 31 if number in {1, 4} else 30)


def _sector(line: Line) -> Iterable[Row]:
    yield (
        line.like("section", "[A-Z]"),
        line.needed("section_nl", 200),
        line.like("division", r"\d\d"),
        line.needed("division_nl", 200),
    )


def _ratio(line: Line) -> float:
    ratio = line.decimal("ratio")
    if ratio is None or ratio < 0:
        raise LineRefusedError("ratio is empty or negative")
    return float(ratio)


def _tightness(line: Line) -> Iterable[Row]:
    quarter, source = line.like("period", QUARTER), line.needed("source", 200)
    in_source = re.search(r"\d{4}-\d\d-\d\d", source)
    published = line.day("published_on") or (date.fromisoformat(in_source.group()) if in_source else None)
    yield (
        line.text("brc_group", 4) or None,
        line.text("region", 4) or None,
        quarter,
        _ratio(line),
        source,
        published,
        _end_of_quarter(quarter),
        line.flag("is_demo"),
    )


def _tightness_class(line: Line) -> Iterable[Row]:
    start = line.decimal("ratio_min_incl")
    yield line.needed("code", 20), line.needed("name_nl", 40), float(start or 0)


def _outlook(line: Line) -> Iterable[Row]:
    outlook, published = line.needed("outlook"), line.day("published_on")
    if outlook not in SectorOutlook.Outlook.values:
        raise LineRefusedError(f"outlook {outlook!r} is none of {', '.join(SectorOutlook.Outlook.values)}")
    if published is None:
        raise LineRefusedError("published_on is empty")
    yield (
        line.whole("scheme") or 2008,
        line.like("sector", SECTOR_CODE),
        line.text("region", 4) or None,
        line.like("period", r"\d{4}"),
        outlook,
        line.needed("source", 200),
        published,
        line.flag("is_demo"),
    )


def _minimum_wage(line: Line) -> Iterable[Row]:
    valid_from, age, hourly = line.day("valid_from"), line.like("age", r"\d\d\+?"), line.decimal("hourly_eur")
    contract = line.needed("contract")
    if valid_from is None or hourly is None or hourly <= 0:
        raise LineRefusedError("valid_from or hourly_eur is empty")
    if contract not in MinimumWage.Contract.values:
        raise LineRefusedError(f"contract {contract!r} is none of {', '.join(MinimumWage.Contract.values)}")
    yield valid_from, int(age.rstrip("+")), contract, hourly


SECTORS = Source(
    path="sectors/sbi2008_divisions.csv",
    columns=("section", "section_nl", "division", "division_nl"),
    stage={"section": "text", "section_name": "text", "division": "text", "division_name": "text"},
    parse=_sector,
    key=("division",),
    writes=(
        Upsert(
            "reference_sector",
            key=("scheme", "code"),
            values={"scheme": "2008", "code": "s.section", "name": "s.section_name"},
            from_="(SELECT DISTINCT ON (section) * FROM stage ORDER BY section, line) s",
        ),
        Upsert(
            "reference_sector",
            key=("scheme", "code"),
            values={"scheme": "2008", "code": "s.division", "name": "s.division_name", "section_id": "p.id"},
            from_="stage s JOIN reference_sector p ON p.scheme = 2008 AND p.code = s.section",
        ),
    ),
)
TIGHTNESS_CLASSES = Source(
    path="labour_market/tightness_typology.csv",
    columns=("code", "name_nl", "ratio_min_incl"),
    stage={"code": "text", "name": "text", "ratio_from": "float8"},
    parse=_tightness_class,
    key=("code",),
    writes=(
        Upsert(
            "reference_tightnessclass",
            key=("code",),
            values={"code": "s.code", "name": "s.name", "ratio_from": "s.ratio_from"},
        ),
    ),
    presence=Presence.OPTIONAL,
)


def _tightness_source(path: str, presence: Presence) -> Source:
    return Source(
        path=path,
        columns=("brc_group", "ratio", "period", "source"),
        stage={
            "brc": "text",
            "region": "text",
            "quarter": "text",
            "ratio": "float8",
            "source": "text",
            "published_on": "date",
            "quarter_end": "date",
            "is_demo": "boolean",
        },
        parse=_tightness,
        key=("brc", "region", "quarter"),
        # "idem" in the column of the source means: as the line above it.
        prepare=(
            "UPDATE stage s SET source = above.source, published_on = COALESCE(s.published_on, above.published_on) "
            "FROM stage above WHERE s.source ILIKE 'idem%' AND above.line = "
            "(SELECT max(a.line) FROM stage a WHERE a.line < s.line AND a.source NOT ILIKE 'idem%')",
        ),
        checks=(
            Check(
                "s.brc IS NOT NULL AND NOT EXISTS (SELECT FROM reference_brcgroup b WHERE b.code = s.brc)",
                "'unknown BRC group ' || s.brc",
            ),
            UNKNOWN_REGION,
        ),
        writes=(
            Upsert(
                "reference_tightness",
                key=("brc_id", "region_id", "quarter"),
                values={
                    "brc_id": "b.id",
                    "region_id": "r.id",
                    "quarter": "s.quarter",
                    "ratio": "s.ratio",
                    "source": "s.source",
                    "published_on": "COALESCE(s.published_on, s.quarter_end)",
                    "is_demo": "s.is_demo",
                },
                from_="stage s LEFT JOIN reference_brcgroup b ON b.code = s.brc "
                "LEFT JOIN reference_labourregion r ON r.code = s.region",
                unless=DEMO_OVER_REAL,
            ),
        ),
        presence=presence,
    )


def _outlook_source(path: str, presence: Presence) -> Source:
    return Source(
        path=path,
        columns=("sector", "region", "period", "outlook", "source", "published_on"),
        stage={
            "scheme": "int",
            "sector": "text",
            "region": "text",
            "period": "text",
            "outlook": "text",
            "source": "text",
            "published_on": "date",
            "is_demo": "boolean",
        },
        parse=_outlook,
        key=("scheme", "sector", "region", "period"),
        checks=(
            Check(
                "NOT EXISTS (SELECT FROM reference_sector c WHERE c.scheme = s.scheme AND c.code = s.sector)",
                "'unknown sector ' || s.sector",
            ),
            UNKNOWN_REGION,
        ),
        writes=(
            Upsert(
                "reference_sectoroutlook",
                key=("sector_id", "region_id", "period"),
                values={
                    "sector_id": "c.id",
                    "region_id": "r.id",
                    "period": "s.period",
                    "outlook": "s.outlook",
                    "source": "s.source",
                    "published_on": "s.published_on",
                    "is_demo": "s.is_demo",
                },
                from_="stage s JOIN reference_sector c ON c.scheme = s.scheme AND c.code = s.sector "
                "LEFT JOIN reference_labourregion r ON r.code = s.region",
                unless=DEMO_OVER_REAL,
            ),
        ),
        presence=presence,
    )


MINIMUM_WAGE = Source(
    path="labour_market/minimum_wage.csv",
    columns=("valid_from", "age", "hourly_eur", "contract"),
    stage={"valid_from": "date", "age": "int", "contract": "text", "hourly": "numeric(5, 2)"},
    parse=_minimum_wage,
    key=("valid_from", "age", "contract"),
    writes=(
        Upsert(
            "reference_minimumwage",
            key=("valid_from", "age", "contract"),
            values={"valid_from": "s.valid_from", "age": "s.age", "contract": "s.contract", "hourly": "s.hourly"},
        ),
    ),
    presence=Presence.OPTIONAL,
)
SOURCES = (
    SECTORS,
    TIGHTNESS_CLASSES,
    _tightness_source("labour_market/tightness.csv", Presence.OPTIONAL),
    _tightness_source("labour_market/tightness_demo.csv", Presence.DEMO),
    _outlook_source("labour_market/sector_outlook.csv", Presence.OPTIONAL),
    _outlook_source("labour_market/sector_outlook_demo.csv", Presence.DEMO),
    MINIMUM_WAGE,
)
