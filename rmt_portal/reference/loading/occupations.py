"""The files of occupations: CBS's BRC groups and ISCO names, ESCO's occupations, Nesta's preparation, our synonyms."""

import json
from collections.abc import Iterable

from rmt_portal.reference.loading.reading import Line, LineRefusedError
from rmt_portal.reference.loading.sources import Check, Presence, Remove, Row, Source, Update, Upsert
from rmt_portal.reference.models import OccupationLabel, Requirement
from rmt_portal.reference.search import fold

LONG_TEXT = 100_000
OCCUPATION_URI = r"https?://\S+/esco/occupation/\S+"
ISCO_UNIT = r"\d{4}"
ISCO_UNKNOWN = Check(
    "NOT EXISTS (SELECT FROM reference_iscogroup g WHERE g.code = s.isco)", "'unknown ISCO group ' || s.isco"
)
OCCUPATION_UNKNOWN = Check(
    "NOT EXISTS (SELECT FROM reference_occupation o WHERE o.uri = s.occupation)",
    "'unknown occupation ' || s.occupation",
)


def _brc_group(line: Line) -> Iterable[Row]:
    yield (
        line.like("brc_group", r"\d{4}"),
        line.needed("brc_group_nl", 150),
        line.like("brc_class", r"\d\d"),
        line.needed("brc_class_nl", 150),
        line.whole("jobs_x1000"),
        line.decimal("median_hourly_wage_eur"),
        line.whole("isco_skill_level"),
    )


def _unit_group(line: Line) -> Iterable[Row]:
    yield line.like("isco08_unit", ISCO_UNIT), line.needed("isco08_unit_label_nl"), line.like("brc_group", r"\d{4}")


def _isco_group(line: Line) -> Iterable[Row]:
    yield line.like("code", r"\d{1,4}"), line.needed("preferredLabel")


def _occupation(line: Line) -> Iterable[Row]:
    preferred = line.needed("preferredLabel")
    alternatives = dict.fromkeys(text.strip() for text in line.text("altLabels", LONG_TEXT).split("\n") if text.strip())
    alternatives.pop(preferred, None)
    kinds = [
        (preferred, OccupationLabel.Kind.PREFERRED),
        *((t, OccupationLabel.Kind.ALTERNATIVE) for t in alternatives),
    ]
    labels = [(text, fold(text), kind.value) for text, kind in kinds if len(text) <= 255]
    yield (
        line.like("conceptUri", OCCUPATION_URI),
        line.text("code", 30),
        line.like("iscoGroup", ISCO_UNIT),
        preferred,
        line.text("description", LONG_TEXT),
        json.dumps(labels),
    )


def _preparation(line: Line) -> Iterable[Row]:
    zone, education = line.whole("job_zone"), line.decimal("education_level")
    if zone is not None and not 1 <= zone <= 5:
        raise LineRefusedError(f"job_zone {zone} is not between 1 and 5")
    yield line.like("concept_uri", OCCUPATION_URI), zone, None if education is None else float(education)


def _synonym(line: Line) -> Iterable[Row]:
    word = line.needed("word", 100)
    yield word, fold(word), line.like("occupation_uri", OCCUPATION_URI)


def _requirement(line: Line) -> Iterable[Row]:
    kind = line.needed("kind")
    if kind not in Requirement.Kind.values:
        raise LineRefusedError(f"kind {kind!r} is none of {', '.join(Requirement.Kind.values)}")
    yield (
        line.like("code", r"[a-z0-9-]{1,50}"),
        line.needed("name", 120),
        kind,
        line.flag("is_legal"),
        line.text("how_obtained", 200),
        line.whole("months"),
    )


def _occupation_requirement(line: Line) -> Iterable[Row]:
    yield line.like("isco", ISCO_UNIT), line.text("occupation_uri") or None, line.needed("requirement")


def _isco_labels(language: str) -> Source:
    """Return the source of ESCO's names of ISCO groups; the Dutch names of unit groups are CBS's."""
    column = f"label_{language}"
    return Source(
        path=f"esco/{language}/ISCOGroups_{language}.csv",
        columns=("code", "preferredLabel"),
        stage={"code": "text", "label": "text"},
        parse=_isco_group,
        key=("code",),
        writes=(
            Upsert(
                "reference_iscogroup",
                key=("code",),
                values={"code": "s.code", column: "s.label"},
                fresh={"label_en" if language == "nl" else "label_nl": "''"},
                from_="stage s" if language == "en" else "(SELECT * FROM stage WHERE length(code) < 4) s",
            ),
        ),
    )


def _occupations(language: str) -> Source:
    """Return the source of ESCO's occupations with their names in a language."""
    values = {"uri": "s.occupation", "isco_id": "g.id", "code": "s.code", f"label_{language}": "s.label"}
    if language == "nl":
        values["description_nl"] = "s.description"
    fresh = {"label_en": "''"} if language == "nl" else {"label_nl": "''", "description_nl": "''"}
    labels = "stage s CROSS JOIN jsonb_array_elements(s.labels) l JOIN reference_occupation o ON o.uri = s.occupation"
    return Source(
        path=f"esco/{language}/occupations_{language}.csv",
        columns=("conceptUri", "iscoGroup", "preferredLabel", "altLabels", "description", "code"),
        stage={
            "occupation": "text",
            "code": "text",
            "isco": "text",
            "label": "text",
            "description": "text",
            "labels": "jsonb",
        },
        parse=_occupation,
        key=("occupation",),
        checks=(ISCO_UNKNOWN,),
        writes=(
            Upsert(
                "reference_occupation",
                key=("uri",),
                values=values,
                fresh=fresh,
                from_="stage s JOIN reference_iscogroup g ON g.code = s.isco",
                keep_filled=("code",),
            ),
            Remove(
                "reference_occupationlabel",
                match={"old.occupation_id": "o.id", "old.kind": "l ->> 2", "old.text": "l ->> 0"},
                from_=labels,
                scope=f"old.language = '{language}' AND old.kind <> 'synonym' AND old.occupation_id IN "  # noqa: S608
                "(SELECT o.id FROM stage s JOIN reference_occupation o ON o.uri = s.occupation)",
            ),
            Upsert(
                "reference_occupationlabel",
                key=("occupation_id", "language", "kind", "text"),
                values={
                    "occupation_id": "o.id",
                    "language": f"'{language}'",
                    "kind": "l ->> 2",
                    "text": "l ->> 0",
                    "folded": "l ->> 1",
                },
                fresh={"rank": "0"},
                from_=labels,
            ),
        ),
    )


BRC_GROUPS = Source(
    path="occupations/brc2014_groups.csv",
    columns=(
        "brc_group",
        "brc_group_nl",
        "brc_class",
        "brc_class_nl",
        "jobs_x1000",
        "median_hourly_wage_eur",
        "isco_skill_level",
    ),
    stage={
        "code": "text",
        "name": "text",
        "class_code": "text",
        "class_name": "text",
        "jobs": "int",
        "wage": "numeric(6, 2)",
        "level": "int",
    },
    parse=_brc_group,
    key=("code",),
    writes=(
        Upsert(
            "reference_brcgroup",
            key=("code",),
            values={
                "code": "s.code",
                "name": "s.name",
                "class_code": "s.class_code",
                "class_name": "s.class_name",
                "jobs_thousands": "s.jobs",
                "median_hourly_wage": "s.wage",
                "isco_skill_level": "s.level",
            },
        ),
    ),
)
UNIT_GROUPS = Source(
    path="occupations/isco08_brc2014.csv",
    columns=("isco08_unit", "isco08_unit_label_nl", "brc_group"),
    stage={"code": "text", "label": "text", "brc": "text"},
    parse=_unit_group,
    key=("code",),
    checks=(
        Check("NOT EXISTS (SELECT FROM reference_brcgroup b WHERE b.code = s.brc)", "'unknown BRC group ' || s.brc"),
    ),
    writes=(
        Upsert(
            "reference_iscogroup",
            key=("code",),
            values={"code": "s.code", "label_nl": "s.label", "brc_id": "b.id"},
            fresh={"label_en": "''"},
            from_="stage s JOIN reference_brcgroup b ON b.code = s.brc",
        ),
    ),
)
PREPARATION = Source(
    path="occupations/nesta_occupation_data.csv",
    columns=("concept_uri", "job_zone", "education_level"),
    stage={"occupation": "text", "zone": "int", "education": "float8"},
    parse=_preparation,
    key=("occupation",),
    checks=(OCCUPATION_UNKNOWN,),
    writes=(
        Update(
            "reference_occupation",
            values={"job_zone": "s.zone", "education_level": "s.education"},
            match="old.uri = s.occupation",
        ),
    ),
    presence=Presence.OPTIONAL,
)
SYNONYMS = Source(
    path="occupations/synonyms.csv",
    columns=("word", "occupation_uri"),
    stage={"word": "text", "folded": "text", "occupation": "text"},
    parse=_synonym,
    key=("word", "occupation"),
    checks=(Check(OCCUPATION_UNKNOWN.condition, OCCUPATION_UNKNOWN.reason, waits=True),),
    writes=(
        Remove(
            "reference_occupationlabel",
            match={"old.occupation_id": "o.id", "old.text": "s.word"},
            from_="stage s JOIN reference_occupation o ON o.uri = s.occupation",
            scope="old.kind = 'synonym'",
        ),
        Upsert(
            "reference_occupationlabel",
            key=("occupation_id", "language", "kind", "text"),
            values={
                "occupation_id": "o.id",
                "language": "'nl'",
                "kind": "'synonym'",
                "text": "s.word",
                "folded": "s.folded",
                # The order of the lines is the order in which an ambiguous word is offered.
                "rank": "row_number() OVER (PARTITION BY s.folded ORDER BY s.line) - 1",
            },
            from_="stage s JOIN reference_occupation o ON o.uri = s.occupation",
        ),
    ),
    presence=Presence.OPTIONAL,
)
REQUIREMENTS = Source(
    path="occupations/requirements.csv",
    columns=("code", "name", "kind", "is_legal", "how_obtained", "months"),
    stage={
        "code": "text",
        "name": "text",
        "kind": "text",
        "is_legal": "boolean",
        "how_obtained": "text",
        "months": "int",
    },
    parse=_requirement,
    key=("code",),
    writes=(
        Upsert(
            "reference_requirement",
            key=("code",),
            values={
                "code": "s.code",
                "name": "s.name",
                "kind": "s.kind",
                "is_legal": "s.is_legal",
                "how_obtained": "s.how_obtained",
                "months_to_obtain": "s.months",
            },
        ),
    ),
    presence=Presence.OPTIONAL,
)
_REQUIRING = (
    "stage s JOIN reference_iscogroup g ON g.code = s.isco JOIN reference_requirement q ON q.code = s.requirement "
    "LEFT JOIN reference_occupation o ON o.uri = s.occupation"
)
OCCUPATION_REQUIREMENTS = Source(
    path="occupations/occupation_requirements.csv",
    columns=("isco", "occupation_uri", "requirement"),
    stage={"isco": "text", "occupation": "text", "requirement": "text"},
    parse=_occupation_requirement,
    key=("isco", "occupation", "requirement"),
    checks=(
        ISCO_UNKNOWN,
        Check(
            "NOT EXISTS (SELECT FROM reference_requirement q WHERE q.code = s.requirement)",
            "'unknown requirement ' || s.requirement",
        ),
        Check(f"s.occupation IS NOT NULL AND {OCCUPATION_UNKNOWN.condition}", OCCUPATION_UNKNOWN.reason, waits=True),
    ),
    writes=(
        Remove(
            "reference_occupationrequirement",
            match={
                "old.isco_id": "g.id",
                "old.requirement_id": "q.id",
                "COALESCE(old.occupation_id, 0)": "COALESCE(o.id, 0)",
            },
            from_=_REQUIRING,
        ),
        Upsert(
            "reference_occupationrequirement",
            key=("isco_id", "occupation_id", "requirement_id"),
            values={"isco_id": "g.id", "occupation_id": "o.id", "requirement_id": "q.id"},
            from_=_REQUIRING,
        ),
    ),
    presence=Presence.OPTIONAL,
)
SOURCES = (
    BRC_GROUPS,
    UNIT_GROUPS,
    _isco_labels("en"),
    _isco_labels("nl"),
    _occupations("en"),
    _occupations("nl"),
    PREPARATION,
    SYNONYMS,
    REQUIREMENTS,
    OCCUPATION_REQUIREMENTS,
)
