"""Reference data in the admin: to be looked up, not to be changed; a load of files is what changes it.

The brand of a region is the exception: it belongs to the people of the region.
"""

from django.contrib import admin

from rmt_portal.admin_base import ReadOnlyModelAdmin, WorkplaceModelAdmin
from rmt_portal.reference import models


class ReadOnlyAdmin(ReadOnlyModelAdmin):
    """Shows rows and nothing else, to who looks after a region."""

    readers = frozenset({"administrator", "coordinator", "regional_manager"})


@admin.register(models.LabourRegion)
class LabourRegionAdmin(ReadOnlyAdmin):
    """The 35 regions."""

    list_display = ["code", "name", "lead_municipality", "population"]
    list_select_related = ["lead_municipality"]
    search_fields = ["code", "name"]


@admin.register(models.Municipality)
class MunicipalityAdmin(ReadOnlyAdmin):
    """Municipalities with their region."""

    list_display = ["name", "code", "region", "population"]
    list_select_related = ["region"]
    list_filter = ["region"]
    search_fields = ["name", "code"]


@admin.register(models.Postcode)
class PostcodeAdmin(ReadOnlyAdmin):
    """Four-digit postcodes."""

    list_display = ["code", "place", "municipality", "region", "is_address"]
    list_select_related = ["municipality", "region"]
    list_filter = ["is_address", "region"]
    search_fields = ["code", "place"]


@admin.register(models.BrcGroup)
class BrcGroupAdmin(ReadOnlyAdmin):
    """Occupation groups with jobs and wages."""

    list_display = ["code", "name", "class_name", "jobs_thousands", "median_hourly_wage"]
    list_filter = ["class_name"]
    search_fields = ["code", "name"]


@admin.register(models.IscoGroup)
class IscoGroupAdmin(ReadOnlyAdmin):
    """ISCO groups of one to four digits."""

    list_display = ["code", "label_nl", "brc"]
    list_select_related = ["brc"]
    search_fields = ["code", "label_nl", "label_en"]


@admin.register(models.Occupation)
class OccupationAdmin(ReadOnlyAdmin):
    """Occupations; found by any of their names."""

    list_display = ["__str__", "code", "isco", "job_zone"]
    list_select_related = ["isco"]
    search_fields = ["labels__text", "code"]
    fields = ["label_nl", "label_en", "code", "isco", "description_nl", "job_zone", "education_level", "uri"]


@admin.register(models.Skill)
class SkillAdmin(ReadOnlyAdmin):
    """Skills with their groups."""

    list_display = ["__str__", "skill_type", "reuse_level"]
    list_filter = ["skill_type", "reuse_level"]
    search_fields = ["label_nl", "label_en"]
    fields = ["label_nl", "label_en", "skill_type", "reuse_level", "groups", "uri"]


@admin.register(models.SkillGroup)
class SkillGroupAdmin(ReadOnlyAdmin):
    """Groups of skills in four levels."""

    list_display = ["__str__", "code", "level"]
    list_filter = ["level"]
    search_fields = ["label_nl", "label_en", "code"]
    fields = ["label_nl", "label_en", "code", "level", "parents", "uri"]


@admin.register(models.Requirement)
class RequirementAdmin(ReadOnlyAdmin):
    """Licences, certificates, registrations."""

    list_display = ["name", "kind", "is_legal", "months_to_obtain", "how_obtained"]
    list_filter = ["kind", "is_legal"]
    search_fields = ["name", "code"]


@admin.register(models.Sector)
class SectorAdmin(ReadOnlyAdmin):
    """Sections and divisions of the SBI."""

    list_display = ["code", "name", "section", "scheme"]
    list_select_related = ["section"]
    search_fields = ["code", "name"]


@admin.register(models.Tightness)
class TightnessAdmin(ReadOnlyAdmin):
    """Tightness with source and date."""

    list_display = ["quarter", "region", "brc", "ratio", "source", "published_on", "is_demo"]
    list_select_related = ["region", "brc"]
    list_filter = ["is_demo", "quarter", "region"]
    search_fields = ["brc__name", "brc__code"]


@admin.register(models.SectorOutlook)
class SectorOutlookAdmin(ReadOnlyAdmin):
    """Outlook of sectors with source and date."""

    list_display = ["sector", "outlook", "region", "period", "source", "published_on", "is_demo"]
    list_select_related = ["sector", "region"]
    list_filter = ["outlook", "is_demo", "region"]
    search_fields = ["sector__name", "sector__code"]


@admin.register(models.MinimumWage)
class MinimumWageAdmin(ReadOnlyAdmin):
    """Minimum wages per age and date."""

    list_display = ["valid_from", "age", "contract", "hourly"]
    list_filter = ["contract", "valid_from"]


@admin.register(models.LoadedFile)
class LoadedFileAdmin(ReadOnlyAdmin):
    """Which file filled the tables, and when."""

    list_display = ["path", "is_starter", "lines", "rejected", "loaded_at"]
    list_filter = ["is_starter"]
    search_fields = ["path"]


@admin.register(models.RegionBrand)
class RegionBrandAdmin(WorkplaceModelAdmin):
    """How a region presents itself; changed by who may, never deleted."""

    list_display = ["name", "region", "phone", "is_open"]
