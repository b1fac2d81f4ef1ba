"""What a person did, can and wants: the part that matching reads."""

from django.contrib.postgres.fields import ArrayField
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from intake.models.client import Client
from rmt_portal import clock
from rmt_portal.reference.models import Occupation, Requirement, Sector, Skill


class Wish(models.TextChoices):
    """What a person looks for."""

    OTHER_WORK = "other_work", _("Ander werk")
    TRAINING = "training", _("Een opleiding of cursus")
    CAREER_ADVICE = "career_advice", _("Advies over mijn loopbaan")
    MONEY = "money", _("Hulp bij geldzorgen of schulden")
    UNKNOWN = "unknown", _("Dat weet ik nog niet")


class Transport(models.TextChoices):
    """A person's own way to travel (VUM codes 1, 2, 3, 5)."""

    CAR = "car", _("Auto")
    MOPED = "moped", _("Scooter of brommer")
    BICYCLE = "bicycle", _("Fiets")
    PUBLIC = "public", _("Bus of trein")


class EducationLevel(models.IntegerChoices):
    """Highest level finished, on the Dutch qualification ladder used to compare (0 unknown is absent)."""

    NONE = 1, _("Geen diploma of basisschool")
    VMBO = 2, _("Vmbo of mbo 1")
    MBO2 = 3, _("Mbo 2")
    MBO3 = 4, _("Mbo 3, mbo 4, havo of vwo")
    HBO = 5, _("Hbo")
    WO = 6, _("Universiteit")


class Direction(models.TextChoices):
    """What somebody learned, in the broad fields of Dutch schools."""

    GENERAL = "general", _("Algemeen, geen richting")
    TECHNOLOGY = "technology", _("Techniek, bouw of ict")
    CARE = "care", _("Zorg, welzijn of sport")
    OFFICE = "office", _("Economie, kantoor of handel")
    HOSPITALITY = "hospitality", _("Horeca, bakkerij of toerisme")
    GREEN = "green", _("Groen, dieren of voedsel")
    TRANSPORT = "transport", _("Vervoer, magazijn of haven")
    TEACHING = "teaching", _("Onderwijs of kinderopvang")
    SAFETY = "safety", _("Veiligheid of recht")
    CULTURE = "culture", _("Kunst, media of uiterlijk")
    OTHER = "other", _("Iets anders")


class ShiftKind(models.TextChoices):
    """Times outside office hours. A person refuses some, work asks some; order as ``engine.inputs.ShiftBit``."""

    EVENING = "evening", _("In de avond")
    NIGHT = "night", _("In de nacht")
    WEEKEND = "weekend", _("In het weekend")
    EARLY = "early", _("Heel vroeg, voor 6 uur")
    ON_CALL = "on_call", _("Op oproep, zonder vaste uren")


class Demand(models.TextChoices):
    """What work asks of a body and a head; order as ``engine.inputs.DemandBit``."""

    LIFTING = "lifting", _("Zwaar tillen")
    STANDING = "standing", _("Lang staan")
    SITTING = "sitting", _("Lang zitten")
    WALKING = "walking", _("Veel lopen")
    CLIMBING = "climbing", _("Klimmen, op een trap of ladder")
    REACHING = "reaching", _("Reiken of bukken")
    NOISE = "noise", _("Werken waar het hard klinkt")
    DUST = "dust", _("Werken met stof, rook of sterke geuren")
    SCREEN = "screen", _("Lang naar een scherm kijken")
    STRESS = "stress", _("Werken onder druk, met veel haast")


class Language(models.TextChoices):
    """The languages that work in this region asks for (ISO 639-1)."""

    DUTCH = "nl", _("Nederlands")
    ENGLISH = "en", _("Engels")
    GERMAN = "de", _("Duits")


class LanguageLevel(models.IntegerChoices):
    """How well somebody speaks a language at work."""

    NONE = 0, _("Niet")
    SOME = 1, _("Een beetje")
    TALK = 2, _("Goed genoeg om op het werk te praten")
    WELL = 3, _("Goed, ook lezen en schrijven")


MOST_WANTED = 3
"""Kinds of work somebody can name as a wish."""


class WorkProfileQuerySet(models.QuerySet["WorkProfile"]):
    """Questions about work profiles."""

    def in_full(self) -> "WorkProfileQuerySet":
        """Everything a reader sees, in a fixed number of queries."""
        return self.select_related("client", "last_sector", "ability").prefetch_related(
            models.Prefetch("experiences", WorkExperience.objects.select_related("occupation")),
            models.Prefetch("skills", ProfileSkill.objects.select_related("skill").order_by("skill__label_nl", "pk")),
            models.Prefetch("has", Requirement.objects.order_by("pk")),
            "languages",
            "wanted",
        )


class WorkProfile(models.Model):
    """What a person did, can and wants, for matching. ``version`` is the change marker of the batch."""

    client = models.OneToOneField(Client, on_delete=models.CASCADE, related_name="work_profile")
    wishes = ArrayField(models.CharField(max_length=15, choices=Wish), default=list, blank=True)
    last_sector = models.ForeignKey(
        Sector, on_delete=models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("laatste sector")
    )
    education = models.PositiveSmallIntegerField(_("opleiding"), choices=EducationLevel, null=True, blank=True)
    education_direction = models.CharField(_("richting"), max_length=12, choices=Direction, blank=True)
    hours_min = models.PositiveSmallIntegerField(
        _("uren per week, minstens"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    hours_max = models.PositiveSmallIntegerField(
        _("uren per week, hoogstens"), null=True, blank=True, validators=[MinValueValidator(1), MaxValueValidator(60)]
    )
    transport = ArrayField(models.CharField(max_length=10, choices=Transport), default=list, blank=True)
    max_km = models.PositiveSmallIntegerField(_("reisafstand in km"), null=True, blank=True)
    max_minutes = models.PositiveSmallIntegerField(_("reistijd in minuten"), null=True, blank=True)
    last_hourly_wage = models.DecimalField(_("laatste uurloon"), max_digits=6, decimal_places=2, null=True, blank=True)
    has = models.ManyToManyField(Requirement, related_name="+", blank=True, verbose_name=_("rijbewijzen en bewijzen"))
    own_skills = ArrayField(
        models.CharField(max_length=80),
        default=list,
        blank=True,
        verbose_name=_("vaardigheden in eigen woorden"),
        help_text="as typed; a skill found for them stands among the skills, with these words",
    )
    other_languages = models.CharField(_("andere talen"), max_length=120, blank=True)
    shifts_refused = ArrayField(
        models.CharField(max_length=10, choices=ShiftKind), default=list, blank=True, verbose_name=_("werkt niet")
    )
    not_wanted = models.CharField(_("wil liever niet"), max_length=200, blank=True)
    told = ArrayField(
        models.CharField(max_length=20),
        default=list,
        blank=True,
        help_text="parts of the second half of the questions that were answered, also with nothing",
    )
    version = models.PositiveIntegerField(default=1)
    changed_at = models.DateTimeField(default=clock.now)

    objects = WorkProfileQuerySet.as_manager()

    class Meta:
        verbose_name = _("werkprofiel")
        verbose_name_plural = _("werkprofielen")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(hours_min__isnull=True)
                | models.Q(hours_max__isnull=True)
                | models.Q(hours_max__gte=models.F("hours_min")),
                name="work_profile_hours_in_order",
            ),
            models.CheckConstraint(
                condition=~models.Q(wishes__contains=["money"]),
                name="work_profile_knows_no_money_worries",
            ),
        ]


class WorkExperience(models.Model):
    """A job a person had, newest first by ``position`` 0; ``own_words`` when no occupation was chosen."""

    profile = models.ForeignKey(WorkProfile, on_delete=models.CASCADE, related_name="experiences")
    position = models.PositiveSmallIntegerField()
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    own_words = models.CharField(_("functie"), max_length=120, blank=True)
    years = models.PositiveSmallIntegerField(_("jaren"), null=True, blank=True)

    class Meta:
        ordering = ["position"]
        constraints = [models.UniqueConstraint(fields=["profile", "position"], name="experience_position_once")]

    @property
    def name(self) -> str:
        """The person's own words, or the occupation."""
        return self.own_words or str(self.occupation or "")

    @property
    def in_words(self) -> str:
        """Name and years, as in a list."""
        if self.years is None:
            return self.name
        return f"{self.name}, {ngettext('%(years)d jaar', '%(years)d jaar', self.years) % {'years': self.years}}"


class ProfileSkill(models.Model):
    """A skill a person says to have (or not), and where it came from."""

    profile = models.ForeignKey(WorkProfile, on_delete=models.CASCADE, related_name="skills")
    skill = models.ForeignKey(Skill, on_delete=models.PROTECT, related_name="+")
    source = models.CharField(max_length=20, default="occupation")
    is_confirmed = models.BooleanField(null=True, help_text="None: follows from the occupation, nobody asked yet")
    told_as = models.CharField(max_length=80, blank=True, help_text="the own words this skill was found for")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["profile", "skill"], name="profile_skill_once")]


class WantedWork(models.Model):
    """Work a person would like to do, first choice at ``position`` 0; ``own_words`` as it was typed."""

    profile = models.ForeignKey(WorkProfile, on_delete=models.CASCADE, related_name="wanted")
    position = models.PositiveSmallIntegerField()
    occupation = models.ForeignKey(Occupation, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    own_words = models.CharField(_("wil worden"), max_length=120)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["profile", "position"], name="wanted_position_once"),
            models.CheckConstraint(condition=models.Q(position__lt=MOST_WANTED), name="wanted_at_most_three"),
        ]


class SpokenLanguage(models.Model):
    """How well a person speaks a language at work; no row: nobody asked."""

    profile = models.ForeignKey(WorkProfile, on_delete=models.CASCADE, related_name="languages")
    language = models.CharField(_("taal"), max_length=2, choices=Language)
    level = models.PositiveSmallIntegerField(_("niveau"), choices=LanguageLevel)

    class Meta:
        ordering = ["language"]
        constraints = [models.UniqueConstraint(fields=["profile", "language"], name="spoken_language_once")]


class WorkAbility(models.Model):
    """What a person can do when work is adapted ("wat kan ik"), never why: an illness has no place here.

    A table of its own and not columns of the profile, because it opens to fewer people (the consent category
    ``limitations``, the sensitive layer) and goes into matching only as a mark (DECISIONS 15).
    """

    profile = models.OneToOneField(WorkProfile, on_delete=models.CASCADE, related_name="ability")
    adapted = ArrayField(
        models.CharField(max_length=10, choices=Demand), default=list, blank=True, verbose_name=_("kan met aanpassing")
    )
    what_helps = models.CharField(_("wat helpt"), max_length=200, blank=True)
