"""What work there is and what it asks: occupation groups, occupations, skills, requirements."""

from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import Q, Value
from django.db.models.functions import Replace
from django.utils.translation import gettext_lazy as _


class BrcGroup(models.Model):
    """A BRC-2014 occupation group of CBS, with jobs (x 1000) and median hourly wage (euro)."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    name = models.CharField(_("naam"), max_length=150)
    class_code = models.CharField(_("beroepsklasse"), max_length=2)
    class_name = models.CharField(_("naam beroepsklasse"), max_length=150)
    jobs_thousands = models.PositiveIntegerField(_("banen x 1000"), null=True, blank=True)
    median_hourly_wage = models.DecimalField(
        _("mediaan uurloon"), max_digits=6, decimal_places=2, null=True, blank=True
    )
    isco_skill_level = models.PositiveSmallIntegerField(_("ISCO-niveau"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{4}$"), name="brc_code_is_four_digits")]
        verbose_name = _("BRC-beroepsgroep")
        verbose_name_plural = _("BRC-beroepsgroepen")

    def __str__(self) -> str:
        return self.name


class IscoGroup(models.Model):
    """An ISCO-08 group of one to four digits; the four-digit unit groups carry their BRC group."""

    code = models.CharField(_("code"), max_length=4, unique=True)
    label_nl = models.CharField(_("naam"), max_length=255, blank=True)
    label_en = models.CharField(_("Engelse naam"), max_length=255, blank=True)
    brc = models.ForeignKey(
        BrcGroup,
        on_delete=models.PROTECT,  # demand and wages of the work are read through it
        null=True,
        blank=True,
        related_name="isco_groups",
        verbose_name=_("BRC-beroepsgroep"),
    )

    class Meta:
        ordering = ["code"]
        constraints = [models.CheckConstraint(condition=Q(code__regex=r"^[0-9]{1,4}$"), name="isco_code_is_digits")]
        verbose_name = _("ISCO-beroepsgroep")
        verbose_name_plural = _("ISCO-beroepsgroepen")

    def __str__(self) -> str:
        return self.label_nl or self.label_en or self.code

    @property
    def is_unit_group(self) -> bool:
        """Whether this is a four-digit group, the level on which work is ranked."""
        return len(self.code) == 4


class SkillGroup(models.Model):
    """A group of skills of the ESCO skill pillar (level 0 the widest, 3 the narrowest), in Dutch where ESCO has it."""

    uri = models.CharField(max_length=200, unique=True)
    code = models.CharField(_("code"), max_length=20, blank=True)
    label_nl = models.CharField(_("naam"), max_length=255, blank=True)
    label_en = models.CharField(_("Engelse naam"), max_length=255, blank=True)
    level = models.PositiveSmallIntegerField(_("niveau"), null=True, blank=True)
    parents = models.ManyToManyField("self", symmetrical=False, related_name="children", blank=True)

    class Meta:
        ordering = ["code", "uri"]
        constraints = [
            models.CheckConstraint(condition=Q(level=None) | Q(level__lte=3), name="skill_group_level_0_to_3")
        ]
        verbose_name = _("groep vaardigheden")
        verbose_name_plural = _("groepen vaardigheden")

    def __str__(self) -> str:
        return self.label_nl or self.label_en or self.uri


class Skill(models.Model):
    """An ESCO skill or piece of knowledge; the Dutch label is empty when no Dutch file was loaded.

    ``groups`` holds its groups in the hierarchy. A skill that ESCO only places under another skill gets the groups of
    that wider skill, so that one without any Dutch label can still be spoken of by a Dutch group.
    """

    uri = models.CharField(max_length=200, unique=True)
    label_nl = models.CharField(_("naam"), max_length=255, blank=True)
    label_en = models.CharField(_("Engelse naam"), max_length=255, blank=True)
    skill_type = models.CharField(_("soort"), max_length=30, blank=True)
    reuse_level = models.CharField(_("hergebruik"), max_length=30, blank=True)
    groups = models.ManyToManyField(SkillGroup, related_name="skills", blank=True)

    class Meta:
        ordering = ["pk"]
        verbose_name = _("vaardigheid")
        verbose_name_plural = _("vaardigheden")

    def __str__(self) -> str:
        return self.label_nl or self.label_en or self.uri


class SkillRelation(models.Model):
    """ESCO: ``skill`` needs (essential) or can use (optional) ``related``."""

    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="relations")
    related = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="+")
    is_essential = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["skill", "related"], name="skill_relation_once")]


class Occupation(models.Model):
    """An ESCO occupation.

    ``job_zone`` (1 little to 5 extensive preparation) and ``education_level`` (mean of the O*NET scale from 1, less
    than secondary school, to 12, post-doctoral) come from Nesta's mapping, for the occupations it covers.
    """

    uri = models.CharField(max_length=200, unique=True)
    code = models.CharField(_("ESCO-code"), max_length=30, blank=True)
    isco = models.ForeignKey(
        IscoGroup,
        on_delete=models.PROTECT,  # work is ranked by unit group
        related_name="occupations",
        verbose_name=_("ISCO-beroepsgroep"),
    )
    label_nl = models.CharField(_("naam"), max_length=255, blank=True)
    label_en = models.CharField(_("Engelse naam"), max_length=255, blank=True)
    description_nl = models.TextField(_("omschrijving"), blank=True)
    job_zone = models.PositiveSmallIntegerField(_("voorbereiding (1 tot 5)"), null=True, blank=True)
    education_level = models.FloatField(_("opleiding (1 tot 12)"), null=True, blank=True)
    skills = models.ManyToManyField(Skill, through="OccupationSkill", related_name="occupations")

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.CheckConstraint(condition=Q(job_zone=None) | Q(job_zone__range=(1, 5)), name="job_zone_1_to_5"),
            models.CheckConstraint(
                condition=Q(education_level=None) | Q(education_level__range=(1, 12)), name="education_level_1_to_12"
            ),
        ]
        verbose_name = _("beroep")
        verbose_name_plural = _("beroepen")

    def __str__(self) -> str:
        return self.label_nl or self.label_en or self.uri


class OccupationSkill(models.Model):
    """A skill an occupation needs (essential) or can use (optional)."""

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="occupation_skills")
    skill = models.ForeignKey(Skill, on_delete=models.CASCADE, related_name="occupation_skills")
    is_essential = models.BooleanField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["occupation", "skill"], name="occupation_skill_once")]


class OccupationLabel(models.Model):
    """A name under which an occupation is found: preferred, alternative, or an everyday synonym of ours.

    An everyday word may stand for several occupations ("monteur"): ``rank`` 0 is the likeliest of them.
    """

    class Kind(models.TextChoices):
        PREFERRED = "preferred", _("voorkeursnaam")
        ALTERNATIVE = "alternative", _("andere naam")
        SYNONYM = "synonym", _("dagelijks woord")

    occupation = models.ForeignKey(Occupation, on_delete=models.CASCADE, related_name="labels")
    text = models.CharField(_("naam"), max_length=255)
    folded = models.CharField(max_length=255, help_text="lower case, without accents (reference.search.fold)")
    kind = models.CharField(_("soort"), max_length=12, choices=Kind)
    language = models.CharField(_("taal"), max_length=2, default="nl")
    rank = models.PositiveSmallIntegerField(_("volgorde"), default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["occupation", "language", "kind", "text"], name="occupation_label_once")
        ]
        indexes = [
            # One index per language: a Dutch question does not wade through the English names.
            GinIndex(
                fields=["folded"],
                name="occupation_label_nl_trgm",
                opclasses=["gin_trgm_ops"],
                condition=Q(language="nl"),
            ),
            GinIndex(
                fields=["folded"],
                name="occupation_label_en_trgm",
                opclasses=["gin_trgm_ops"],
                condition=Q(language="en"),
            ),
            models.Index(
                OpClass(Replace("folded", Value(" "), Value("")), name="text_pattern_ops"),
                name="occupation_label_joined",
            ),
        ]
        verbose_name = _("naam van een beroep")
        verbose_name_plural = _("namen van beroepen")

    def __str__(self) -> str:
        return self.text


class Requirement(models.Model):
    """Something work may ask that is had or not: a licence, certificate, registration, diploma or legal age.

    The code of a legal age is ``leeftijd-18``; that of a language is ``taal-de-2``, with the least level of
    ``LanguageLevel`` (1 a little, 2 enough to talk at work, 3 well).
    """

    class Kind(models.TextChoices):
        LICENCE = "licence", _("rijbewijs")
        CERTIFICATE = "certificate", _("certificaat")
        REGISTRATION = "registration", _("registratie")
        DIPLOMA = "diploma", _("diploma")
        AGE = "age", _("leeftijd volgens de wet")
        SCREENING = "screening", _("verklaring omtrent gedrag")
        LANGUAGE = "language", _("taal")

    code = models.SlugField(_("code"), unique=True)
    name = models.CharField(_("naam"), max_length=120)
    kind = models.CharField(_("soort"), max_length=15, choices=Kind)
    is_legal = models.BooleanField(_("door de wet geëist"), default=False)
    how_obtained = models.CharField(_("hoe te halen"), max_length=200, blank=True)
    months_to_obtain = models.PositiveSmallIntegerField(_("maanden"), null=True, blank=True)

    class Meta:
        ordering = ["code"]
        verbose_name = _("eis")
        verbose_name_plural = _("eisen")

    def __str__(self) -> str:
        return self.name


class OccupationRequirement(models.Model):
    """What work asks by law or custom: a whole ISCO unit group, or one ``occupation`` of it when that is filled."""

    isco = models.ForeignKey(IscoGroup, on_delete=models.CASCADE, related_name="requirements")
    occupation = models.ForeignKey(
        Occupation, on_delete=models.CASCADE, null=True, blank=True, related_name="own_requirements"
    )
    requirement = models.ForeignKey(Requirement, on_delete=models.CASCADE, related_name="isco_groups")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["isco", "occupation", "requirement"], name="isco_requirement_once", nulls_distinct=False
            )
        ]
