"""Reference data: regions, places, occupations, skills, sectors, demand. Loaded by ``manage.py load_reference``."""

from rmt_portal.reference.models.labour_market import (
    MinimumWage,
    Sector,
    SectorOutlook,
    Tightness,
    TightnessClass,
)
from rmt_portal.reference.models.loaded import (
    LoadedFile,
)
from rmt_portal.reference.models.occupations import (
    BrcGroup,
    IscoGroup,
    Occupation,
    OccupationLabel,
    OccupationRequirement,
    OccupationSkill,
    Requirement,
    Skill,
    SkillGroup,
    SkillRelation,
)
from rmt_portal.reference.models.places import (
    LabourRegion,
    Municipality,
    Postcode,
    RegionBrand,
)

__all__ = [
    "BrcGroup",
    "IscoGroup",
    "LabourRegion",
    "LoadedFile",
    "MinimumWage",
    "Municipality",
    "Occupation",
    "OccupationLabel",
    "OccupationRequirement",
    "OccupationSkill",
    "Postcode",
    "RegionBrand",
    "Requirement",
    "Sector",
    "SectorOutlook",
    "Skill",
    "SkillGroup",
    "SkillRelation",
    "Tightness",
    "TightnessClass",
]
