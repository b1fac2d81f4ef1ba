"""What a registration says, in the words of the questions, for the person it is about."""

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from intake.models import AlsoTrue, Registration, Transport, Wish, WorkProfile
from rmt_portal.nlds.dutch_fields import readable_phone
from rmt_portal.nlds.parts import Answer

Section = tuple[str, list[Answer]]


def sections(registration: Registration) -> list[Section]:
    """Return headings with answers; nothing is left out, because it is the person who reads this."""
    profile = WorkProfile.objects.filter(client=registration.client_id).select_related("last_sector").first()
    found = [(_("Wie je bent"), _person(registration)), (_("Je situatie"), _situation(registration))]
    if profile is not None:
        found += [(_("Je werk"), _work(profile)), (_("Wat je zoekt"), _wishes(registration, profile))]
    return found


def _person(registration: Registration) -> list[Answer]:
    client = registration.client
    born = client.birth_date
    interpreter = _(", met tolk") if client.wants_interpreter else ""
    return [
        Answer(_("Naam"), client.full_name),
        Answer(_("Telefoonnummer"), readable_phone(client.phone) if client.phone else ""),
        Answer(_("E-mailadres"), client.email),
        Answer(_("Liefst contact"), str(client.get_contact_way_display())),
        Answer(_("Beste moment"), client.contact_moment),
        Answer(_("Taal"), f"{client.get_talk_language_display()}{interpreter}"),
        Answer(_("Postcode"), _("Geen vast adres") if client.has_no_address else client.postcode),
        Answer(_("Gemeente"), client.municipality.name if client.municipality else ""),
        Answer(_("Geboortedatum"), date_format(born, "j F Y") if born else ""),
    ]


def _situation(registration: Registration) -> list[Answer]:
    return [
        Answer(_("Wat het best past"), str(registration.get_situation_display())),
        Answer(_("Wat nog meer geldt"), [str(AlsoTrue(value).label) for value in registration.also_true]),
    ]


def _work(profile: WorkProfile) -> list[Answer]:
    jobs = profile.experiences.select_related("occupation").order_by("position")
    return [
        Answer(_("Werk"), [job.own_words or str(job.occupation) for job in jobs]),
        Answer(_("Soort bedrijf"), str(profile.last_sector or "")),
    ]


def _wishes(registration: Registration, profile: WorkProfile) -> list[Answer]:
    wishes = [str(Wish(value).label) for value in profile.wishes]
    money = [str(Wish.MONEY.label)] if registration.wants_money_help else []
    hours = [str(hours) for hours in (profile.hours_min, profile.hours_max) if hours]
    minutes = _("%(minutes)d minuten") % {"minutes": profile.max_minutes} if profile.max_minutes else ""
    return [
        Answer(_("Hulp bij"), wishes + money),
        Answer(_("Uren per week"), _(" tot ").join(hours)),
        Answer(_("Reizen met"), [str(Transport(value).label) for value in profile.transport]),
        Answer(_("Hoogstens reizen"), minutes),
    ]
