"""Understand a line of a caseload: the answers of a registration, checked by the questions every door asks."""

import hashlib
import hmac
from datetime import date
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _

from intake import places, steps
from intake.drafts import Answers
from intake.duplicates.names import Facts
from intake.models import AgreedHow, CaseloadFile, CaseloadLine, Channel, ContactWay, Situation, Wish
from intake.questions import NONE, Context
from intake.sectors import NO_SECTOR
from rmt_portal import clean_text, typed_dates
from rmt_portal.nlds.dutch_fields import likely_meant

_NO_ADDRESS = {"geen", "geen vast adres", "dakloos", "zwervend", "briefadres"}


class RefusedLine(ValueError):
    """The line can not be registered; the message says why, in words."""


def values_of(file: CaseloadFile, line: CaseloadLine) -> dict[str, str]:
    """Return what stands in the columns that were chosen, by what they hold."""
    return {kind: cell for kind, cell in zip(file.columns, line.cells, strict=False) if kind}


def name_of(values: dict[str, str]) -> tuple[str, str]:
    """Return first and last name; "Vries, Jan de" and "Jan de Vries" are both read as Jan de Vries."""
    first, last = values.get("first_name", ""), values.get("last_name", "")
    if not last and (whole := values.get("full_name", "")):
        before, comma, after = whole.partition(",")
        if comma:
            given, _space, infix = after.strip().partition(" ")
            first, last = first or given, f"{infix} {before}"
        elif not first:
            given, _space, rest = whole.strip().partition(" ")
            first, last = (given, rest) if rest else ("", given)
        else:
            last = whole
    return first.strip(), " ".join(f"{values.get('infix', '')} {last}".split())


def fingerprint(file: CaseloadFile, values: dict[str, str]) -> str:
    """Return the key of the registration this line makes: the same line of the same organisation makes one."""
    plain = "\x1f".join(f"{kind}={clean_text.fold(values[kind])}" for kind in sorted(values) if values[kind].strip())
    said = f"caseload:{file.organisation_id}:{file.region_id}:{plain}"
    return hmac.new(settings.SECRET_KEY.encode(), said.encode(), hashlib.sha256).hexdigest()


def facts_of(answers: Answers) -> Facts:
    """Return what somebody can be recognised by."""
    name, reach, birth = answers["naam"], answers["bereiken"], answers["geboortedatum"]["birth_date"]
    day = date.fromisoformat(birth) if birth else None
    postcode = answers["postcode"]["postcode"]
    return Facts(name["first_name"], name["last_name"], day, reach["phone"], reach["email"], postcode)


def answers_of(file: CaseloadFile, values: dict[str, str]) -> Answers:
    """Return the answers of a registration, as the questions clean them; what nobody asked yet stays open.

    Raises:
        RefusedLine: a value is missing or wrong.
    """
    brand: Any = file.region.brand
    who = {"organisation": file.organisation_id, "name": file.brought_by.name, "channel": Channel.IMPORT.value}
    context = Context(brand, {steps.ON_BEHALF: who | {"region": file.region_id}})
    first, last = name_of(values)
    _ask(context, "naam", {"first_name": first, "last_name": last})
    _ask(context, "bereiken", _reach(values))
    _ask(context, "postcode", _place(values))
    _find_team(context, file)
    _ask(context, "geboortedatum", _birth(values.get("birth_date", "")))
    work = values.get("occupation", "").strip()
    _ask(context, "beroep", {"occupation": work, **({} if work else {"never_worked": "on"})})
    context.answers |= {
        "situatie": {"situation": Situation.OTHER.value},
        "extra": {"also_true": []},
        "beroep-kiezen": {"closest": NONE},
        "sector": {"sector": NO_SECTOR},
        "zoeken": {"wishes": [Wish.UNKNOWN.value]},
        "uren": {"hours": [], "transport": [], "max_minutes": ""},
        "delen": {},
        "akkoord": {"agreed_how": AgreedHow.SCREEN.value},
    }
    wanted = {step.slug for step in steps.applicable(context.answers)} | {steps.ON_BEHALF}
    context.answers = {slug: answer for slug, answer in context.answers.items() if slug in wanted}
    return context.answers


def _ask(context: Context, slug: str, data: dict[str, Any]) -> None:
    """Let the question judge what stands in the line, and keep its answer."""
    form = steps.BY_SLUG[slug].form(data, context=context)
    if not form.is_valid():
        wrong = [f"{form.fields[name].label}: {errors[0]}" for name, errors in form.errors.items()]
        raise RefusedLine(" ".join(wrong))
    context.answers[slug] = form.to_remember()


def _reach(values: dict[str, str]) -> dict[str, Any]:
    phone, email = values.get("phone", "").strip(), values.get("email", "").strip().lower()
    better = likely_meant(email)
    if better:
        raise RefusedLine(_("E-mailadres: bedoel je %(better)s? Pas het bestand aan.") % {"better": better})
    way = ContactWay.CALL if phone else ContactWay.MAIL if email else ContactWay.PARTNER
    return {"phone": phone, "email": email, "contact_way": way.value, "contact_moment": ""}


def _place(values: dict[str, str]) -> dict[str, Any]:
    text = values.get("postcode", "").strip()
    if not text:
        raise RefusedLine(_("Postcode: vul een postcode in. Heeft de persoon geen vast adres? Schrijf dan: geen."))
    return {"no_address": "on"} if clean_text.fold(text) in _NO_ADDRESS else {"postcode": text}


def _find_team(context: Context, file: CaseloadFile) -> None:
    """Refuse who lives in another region; without an address this team helps."""
    place = context.answers["postcode"]
    if place["no_address"]:
        context.answers["gemeente"] = {"municipality": NONE}
        return
    found = places.of_postcode(place["postcode"], [])
    if found.region is not None and found.region.pk != file.region_id:
        said = _("Postcode: deze hoort bij de regio %(region)s. Meld de persoon daar aan.")
        raise RefusedLine(said % {"region": found.region.name})
    place["municipality"] = found.municipality_code


def _birth(text: str) -> dict[str, Any]:
    plain = clean_text.fold(text)
    if not plain:
        return {"birth_date_dag": "", "birth_date_maand": "", "birth_date_jaar": ""}
    found = typed_dates.read(plain)
    if found is None or found.year is None:
        raise RefusedLine(_("Geboortedatum: schrijf dag, maand en jaar, bijvoorbeeld 27-3-1988."))
    return {"birth_date_dag": found.day, "birth_date_maand": found.month, "birth_date_jaar": f"{found.year:04}"}
