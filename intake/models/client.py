"""The person."""

from datetime import date
from typing import Any
from uuid import uuid4

from django.contrib.postgres.indexes import GinIndex
from django.db import connection, models
from django.utils.translation import gettext_lazy as _

from partners.scope import ClientScopedQuerySet
from rmt_portal import clean_text, clock
from rmt_portal.reference.models import LabourRegion, Municipality

OLDEST_BIRTH_DATE = date(1900, 1, 1)


class ContactWay(models.TextChoices):
    """How a person wants to be reached."""

    CALL = "call", _("Bellen")
    WHATSAPP = "whatsapp", _("WhatsApp")
    MAIL = "mail", _("E-mail")
    PARTNER = "partner", _("Via wie mij aanmeldt")


class TalkLanguage(models.TextChoices):
    """In which language somebody would rather talk (ISO 639-1); for the others an interpreter is found too."""

    DUTCH = "nl", _("Nederlands")
    ENGLISH = "en", "English (Engels)"
    GERMAN = "de", "Deutsch (Duits)"
    POLISH = "pl", "Polski (Pools)"
    UKRAINIAN = "uk", "Українська (Oekraïens)"
    ARABIC = "ar", "العربية (Arabisch)"
    TURKISH = "tr", "Türkçe (Turks)"
    TIGRINYA = "ti", "ትግርኛ (Tigrinya)"
    FARSI = "fa", "فارسی (Farsi)"
    SPANISH = "es", "Español (Spaans)"
    FRENCH = "fr", "Français (Frans)"
    OTHER = "other", _("Een andere taal")


class ClientQuerySet(ClientScopedQuerySet["Client"]):
    """Questions about people; ``visible_to(user)`` comes with the base."""

    client_path = "pk"
    region_path = "region_id"


class Client(models.Model):
    """A person. BSN is never stored. ``sort_name`` is folded, without tussenvoegsel, for lists and search."""

    public_id = models.UUIDField(default=uuid4, unique=True, editable=False)
    region = models.ForeignKey(LabourRegion, on_delete=models.PROTECT, related_name="clients", verbose_name=_("regio"))
    first_name = models.CharField(_("voornaam"), max_length=60, blank=True)
    last_name = models.CharField(_("achternaam"), max_length=80)
    sort_name = models.CharField(max_length=160, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    phone = models.CharField(_("telefoon"), max_length=20, blank=True)
    contact_way = models.CharField(_("liefst"), max_length=10, choices=ContactWay, default=ContactWay.CALL)
    contact_moment = models.CharField(_("beste moment"), max_length=80, blank=True)
    talk_language = models.CharField(
        _("praat het liefst"), max_length=5, choices=TalkLanguage, default=TalkLanguage.DUTCH
    )
    wants_interpreter = models.BooleanField(_("wil een tolk"), default=False)
    birth_date = models.DateField(_("geboortedatum"), null=True, blank=True)
    postcode = models.CharField(_("postcode"), max_length=7, blank=True)
    has_no_address = models.BooleanField(_("geen vast adres"), default=False)
    municipality = models.ForeignKey(
        Municipality, on_delete=models.PROTECT, null=True, blank=True, verbose_name=_("gemeente")
    )
    created_at = models.DateTimeField(_("sinds"), default=clock.now)
    erased_on = models.DateField(_("gewist in"), null=True, blank=True)

    objects = ClientQuerySet.as_manager()

    class Meta:
        ordering = ["sort_name", "pk"]
        verbose_name = _("cliënt")
        verbose_name_plural = _("cliënten")
        indexes = [
            models.Index(fields=["region", "sort_name"], name="client_by_name"),
            models.Index(fields=["birth_date"], name="client_by_birth_date"),  # looked for as such in the list
            models.Index(fields=["postcode"], name="client_by_postcode"),
            GinIndex(fields=["sort_name"], name="client_name_trgm", opclasses=["gin_trgm_ops"]),
        ]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(birth_date__isnull=True) | models.Q(birth_date__gte=OLDEST_BIRTH_DATE),
                name="client_birth_date_in_bounds",
                violation_error_message=_("Vul een geboortedatum in na 1 januari 1900."),
            ),
            models.CheckConstraint(
                condition=models.Q(postcode="") | models.Q(postcode__regex=r"^[1-9][0-9]{3} [A-Z]{2}$"),
                name="client_postcode_form",
                violation_error_message=_("Vul een postcode in met 4 cijfers en 2 letters."),
            ),
            models.CheckConstraint(
                condition=models.Q(phone="") | models.Q(phone__regex=r"^\+[1-9][0-9]{6,14}$"),
                name="client_phone_international",
                violation_error_message=_("Vul een telefoonnummer in met alle cijfers."),
            ),
        ]

    def __str__(self) -> str:
        return self.full_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the name to sort on in step with the name."""
        self.sort_name = clean_text.sort_name(self.first_name, self.last_name)
        fields = kwargs.get("update_fields")
        if fields is not None and {"first_name", "last_name"} & set(fields):
            kwargs["update_fields"] = {*fields, "sort_name"}
        super().save(*args, **kwargs)

    @classmethod
    def reserve_id(cls) -> int:
        """Take the next id, so that row security can let exactly this new person's rows be made."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [cls._meta.db_table])
            return int(cursor.fetchone()[0])

    @property
    def full_name(self) -> str:
        """First and last name as the person wrote them."""
        return f"{self.first_name} {self.last_name}".strip()

    @property
    def initials(self) -> str:
        """What a list shows before access is had: "S. E."."""
        return " ".join(f"{part[0].upper()}." for part in (self.first_name, self.last_name) if part)
