"""ESCO's files of skills, their groups in four levels, and which occupation needs which skill."""

from collections.abc import Iterable

from rmt_portal.reference.loading.occupations import OCCUPATION_UNKNOWN, OCCUPATION_URI
from rmt_portal.reference.loading.reading import Line, LineRefusedError
from rmt_portal.reference.loading.sources import Check, Presence, Remove, Row, Source, Update, Upsert

SKILL_URI = r"https?://\S+/esco/(skill|isced-f)/\S+"
LEVELS = range(4)
STRENGTH = {"essential": True, "optional": False}
SKILL_UNKNOWN = Check("NOT EXISTS (SELECT FROM reference_skill k WHERE k.uri = s.skill)", "'unknown skill ' || s.skill")


def _is_essential(line: Line) -> bool:
    relation = line.needed("relationType")
    if relation not in STRENGTH:
        raise LineRefusedError(f"relationType {relation!r} is neither essential nor optional")
    return STRENGTH[relation]


def _group(line: Line) -> Iterable[Row]:
    yield line.like("conceptUri", SKILL_URI), line.text("code", 20), line.needed("preferredLabel")


def _hierarchy(line: Line) -> Iterable[Row]:
    """Yield the group of the line with its level and its parent: every group has a line of its own."""
    filled = [level for level in LEVELS if line.text(f"Level {level} URI")]
    if not filled or filled != list(range(len(filled))):
        raise LineRefusedError("the levels do not follow each other from level 0")
    level = filled[-1]
    parent = line.like(f"Level {level - 1} URI", SKILL_URI) if level else None
    yield (
        line.like(f"Level {level} URI", SKILL_URI),
        line.text(f"Level {level} code", 20),
        line.needed(f"Level {level} preferred term"),
        level,
        parent,
    )


def _skill(line: Line) -> Iterable[Row]:
    yield (
        line.like("conceptUri", SKILL_URI),
        line.needed("preferredLabel"),
        line.text("skillType", 30),
        line.text("reuseLevel", 30),
    )


def _skill_name(line: Line) -> Iterable[Row]:
    yield line.like("conceptUri", SKILL_URI), line.needed("preferredLabel")


def _skill_relation(line: Line) -> Iterable[Row]:
    yield line.like("originalSkillUri", SKILL_URI), line.like("relatedSkillUri", SKILL_URI), _is_essential(line)


def _broader(line: Line) -> Iterable[Row]:
    if line.needed("conceptType") == "KnowledgeSkillCompetence":
        yield line.like("conceptUri", SKILL_URI), line.like("broaderUri", SKILL_URI)


def _occupation_skill(line: Line) -> Iterable[Row]:
    yield line.like("occupationUri", OCCUPATION_URI), line.like("skillUri", SKILL_URI), _is_essential(line)


def _groups(language: str) -> Source:
    return Source(
        path=f"esco/{language}/skillGroups_{language}.csv",
        columns=("conceptUri", "preferredLabel", "code"),
        stage={"uri": "text", "code": "text", "label": "text"},
        parse=_group,
        key=("uri",),
        writes=(
            Upsert(
                "reference_skillgroup",
                key=("uri",),
                values={"uri": "s.uri", "code": "s.code", f"label_{language}": "s.label"},
                fresh={"label_en" if language == "nl" else "label_nl": "''"},
                keep_filled=("code",),
            ),
        ),
    )


def _levels(language: str) -> Source:
    return Source(
        path=f"esco/{language}/skillsHierarchy_{language}.csv",
        columns=tuple(f"Level {level} {what}" for level in LEVELS for what in ("URI", "preferred term", "code")),
        stage={"uri": "text", "code": "text", "label": "text", "level": "int", "parent": "text"},
        parse=_hierarchy,
        key=("uri", "parent"),
        checks=(
            Check(
                "s.parent IS NOT NULL AND NOT EXISTS (SELECT FROM stage p WHERE p.uri = s.parent)",
                "'unknown parent ' || s.parent",
            ),
        ),
        writes=(
            Upsert(
                "reference_skillgroup",
                key=("uri",),
                values={"uri": "s.uri", "level": "s.level"},
                fresh={
                    "code": "s.code",
                    "label_nl": "s.label" if language == "nl" else "''",
                    "label_en": "s.label" if language == "en" else "''",
                },
                from_="(SELECT DISTINCT ON (uri) * FROM stage ORDER BY uri, line) s",
            ),
            Upsert(
                "reference_skillgroup_parents",
                key=("from_skillgroup_id", "to_skillgroup_id"),
                values={"from_skillgroup_id": "g.id", "to_skillgroup_id": "p.id"},
                from_="stage s JOIN reference_skillgroup g ON g.uri = s.uri "
                "JOIN reference_skillgroup p ON p.uri = s.parent",
            ),
        ),
    )


SKILLS = Source(
    path="esco/en/skills_en.csv",
    columns=("conceptUri", "skillType", "reuseLevel", "preferredLabel"),
    stage={"uri": "text", "label": "text", "skill_type": "text", "reuse_level": "text"},
    parse=_skill,
    key=("uri",),
    writes=(
        Upsert(
            "reference_skill",
            key=("uri",),
            values={
                "uri": "s.uri",
                "label_en": "s.label",
                "skill_type": "s.skill_type",
                "reuse_level": "s.reuse_level",
            },
            fresh={"label_nl": "''"},
        ),
    ),
)
DUTCH_SKILLS = Source(
    path="esco/nl/skills_nl.csv",
    columns=("conceptUri", "preferredLabel"),
    stage={"skill": "text", "label": "text"},
    parse=_skill_name,
    key=("skill",),
    checks=(SKILL_UNKNOWN,),
    writes=(Update("reference_skill", values={"label_nl": "s.label"}, match="old.uri = s.skill"),),
    presence=Presence.OPTIONAL,
)
_RELATED = "stage s JOIN reference_skill a ON a.uri = s.skill JOIN reference_skill b ON b.uri = s.related"
SKILL_RELATIONS = Source(
    path="esco/en/skillSkillRelations.csv",
    columns=("originalSkillUri", "relationType", "relatedSkillUri"),
    stage={"skill": "text", "related": "text", "is_essential": "boolean"},
    parse=_skill_relation,
    key=("skill", "related"),
    checks=(
        SKILL_UNKNOWN,
        Check("NOT EXISTS (SELECT FROM reference_skill k WHERE k.uri = s.related)", "'unknown skill ' || s.related"),
    ),
    writes=(
        Remove(
            "reference_skillrelation",
            match={"old.skill_id": "a.id", "old.related_id": "b.id"},
            from_=_RELATED,
            scope="old.skill_id IN (SELECT k.id FROM stage s JOIN reference_skill k ON k.uri = s.skill)",
        ),
        Upsert(
            "reference_skillrelation",
            key=("skill_id", "related_id"),
            values={"skill_id": "a.id", "related_id": "b.id", "is_essential": "s.is_essential"},
            from_=_RELATED,
        ),
    ),
)
SKILLS_IN_GROUPS = Source(
    path="esco/en/broaderRelationsSkillPillar.csv",
    columns=("conceptType", "conceptUri", "broaderUri"),
    stage={"skill": "text", "broader": "text"},
    parse=_broader,
    key=("skill", "broader"),
    # A skill that only stands under other skills gets the groups of the nearest ones up that have any.
    prepare=(
        "CREATE TEMPORARY TABLE direct AS "
        "SELECT s.skill, g.id AS group_id FROM stage s JOIN reference_skillgroup g ON g.uri = s.broader",
        "CREATE TEMPORARY TABLE skill_group AS "
        "WITH RECURSIVE up (skill, at) AS ("
        "  SELECT s.skill, s.broader FROM stage s WHERE NOT EXISTS (SELECT FROM direct d WHERE d.skill = s.skill)"
        "  UNION SELECT up.skill, s.broader FROM up JOIN stage s ON s.skill = up.at"
        "   WHERE NOT EXISTS (SELECT FROM direct d WHERE d.skill = up.at)"
        "), found (skill, group_id) AS ("
        "  SELECT skill, group_id FROM direct"
        "  UNION SELECT up.skill, d.group_id FROM up JOIN direct d ON d.skill = up.at"
        ") SELECT k.id AS skill_id, f.group_id FROM found f JOIN reference_skill k ON k.uri = f.skill",
    ),
    temporary=("direct", "skill_group"),
    checks=(
        SKILL_UNKNOWN,
        Check(
            "NOT EXISTS (SELECT FROM reference_skillgroup g WHERE g.uri = s.broader) "
            "AND NOT EXISTS (SELECT FROM reference_skill k WHERE k.uri = s.broader)",
            "'unknown skill or group ' || s.broader",
        ),
    ),
    writes=(
        Remove(
            "reference_skill_groups",
            match={"old.skill_id": "s.skill_id", "old.skillgroup_id": "s.group_id"},
            from_="skill_group s",
            scope="old.skill_id IN (SELECT skill_id FROM skill_group)",
        ),
        Upsert(
            "reference_skill_groups",
            key=("skill_id", "skillgroup_id"),
            values={"skill_id": "s.skill_id", "skillgroup_id": "s.group_id"},
            from_="skill_group s",
        ),
    ),
)
_NEEDED = "stage s JOIN reference_occupation o ON o.uri = s.occupation JOIN reference_skill k ON k.uri = s.skill"
OCCUPATION_SKILLS = Source(
    path="esco/en/occupationSkillRelations.csv",
    columns=("occupationUri", "relationType", "skillUri"),
    stage={"occupation": "text", "skill": "text", "is_essential": "boolean"},
    parse=_occupation_skill,
    key=("occupation", "skill"),
    checks=(OCCUPATION_UNKNOWN, SKILL_UNKNOWN),
    writes=(
        Remove(
            "reference_occupationskill",
            match={"old.occupation_id": "o.id", "old.skill_id": "k.id"},
            from_=_NEEDED,
            scope="old.occupation_id IN (SELECT o.id FROM stage s JOIN reference_occupation o ON o.uri = s.occupation)",
        ),
        Upsert(
            "reference_occupationskill",
            key=("occupation_id", "skill_id"),
            values={"occupation_id": "o.id", "skill_id": "k.id", "is_essential": "s.is_essential"},
            from_=_NEEDED,
        ),
    ),
)
SOURCES = (
    _groups("en"),
    _groups("nl"),
    _levels("en"),
    _levels("nl"),
    SKILLS,
    DUTCH_SKILLS,
    SKILL_RELATIONS,
    SKILLS_IN_GROUPS,
    OCCUPATION_SKILLS,
)
