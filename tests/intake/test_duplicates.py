"""Somebody stands in the portal twice: found without telling anybody, judged by a human, merged, and taken back."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.apps import apps

from intake import coaching, consents, contacts, registrations
from intake.duplicates import evidence, finding, judging, merge_map, merging, names, preview
from intake.duplicates.names import Facts
from intake.models import (
    Case,
    CaseState,
    Client,
    ClientMerge,
    Consent,
    DataCategory,
    DuplicatePair,
    MatchKey,
    Registration,
    Verdict,
    WorkProfile,
)
from partners import access
from partners.models import AccessGrant, Layer, LegalBasis
from rmt_portal import clock, row_security
from rmt_portal.lifecycle import Actor
from tests.intake.factories import DraftFactory
from tests.partners.factories import debt_help, fatima, fnv, ingrid, jan, karin, mehmet

pytestmark = pytest.mark.django_db
BIRTH = date(1988, 3, 27)


def actor(user) -> Actor:
    return Actor(user, user.memberships.get().organisation_id)


def arrives(**changes: Any) -> Registration:
    """Somebody registers on the site; ``first_name``, ``last_name``, ``birth``, ``phone``, ``email``, ``postcode``."""
    draft = DraftFactory(last_name=changes.get("last_name", "van 't Hof"), email=changes.get("email", ""))
    answers = draft.answers
    answers["naam"]["first_name"] = changes.get("first_name", "Sami")
    answers["geboortedatum"]["birth_date"] = changes.get("birth", "1988-03-27")
    answers["bereiken"]["phone"] = changes.get("phone", "+31612345678")
    answers["postcode"]["postcode"] = changes.get("postcode", "7001 AB")
    draft.save()
    return registrations.submit(draft.key).registration


def looks_at(*found: Registration) -> list[DuplicatePair]:
    """Let the outbox do what the registrations asked for."""
    with row_security.house("work"):
        for registration in found:
            finding.look({"client": registration.client_id})
    return list(DuplicatePair.objects.order_by("pk"))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Facts("Jan", "van den Berg", BIRTH), Facts("Jan", "Berg", BIRTH)),
        (Facts("Ana", "Dĳkstra", BIRTH), Facts("ana", "DYKSTRA", BIRTH)),
        (Facts("Elif", "Yılmaz", BIRTH), Facts("Elif", "YILMAZ", BIRTH)),
        (Facts("Marie", "de Vries", BIRTH), Facts("Marie", "Jansen - de Vries", BIRTH)),
        (Facts("Marie", "de Vries", BIRTH), Facts("Marie", "Jansen geb. de Vries", BIRTH)),
        (Facts("Marie", "de Vries", BIRTH, "+31612345678"), Facts("Marie", "Jansen", BIRTH, "+31612345678")),
        (Facts("J.", "Bakker", BIRTH), Facts("Jan", "Bakker", BIRTH)),
        (Facts("Jan", "Bakker", date(1988, 3, 4)), Facts("Jan", "Bakker", date(1988, 4, 3))),
        (Facts("Jan", "Bakker", None, "+31612345678"), Facts("J", "Bakker", BIRTH, "+31612345678")),
        (Facts("Jan", "Bakker", BIRTH, "", "j.bakker+werk@gmail.com"), Facts("", "B", BIRTH, "", "jbakker@gmail.com")),
        (Facts("Zoë", "Łukasz", BIRTH), Facts("Zoe", "Lukasz", BIRTH)),
    ],
)
def test_people_who_are_written_differently_share_a_key_and_enough_evidence(one, other):
    found = evidence.compare(one, other)
    assert found.is_enough, found
    assert evidence.keys(one) & evidence.keys(other)
    assert all(line.endswith(".") for line in evidence.in_words(list(found.codes)))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (Facts("Jan", "Bakker", BIRTH), Facts("Piet", "Bakker", date(1990, 1, 1))),
        (
            Facts("Jan", "Bakker", BIRTH, "+31612345678", "", "7001 AB"),
            Facts("Mia", "Bakker", date(1960, 1, 9), "+31612345678", "", "7001 AB"),
        ),
        (Facts("Jan", "Bakker", BIRTH), Facts("Mia", "Smit", BIRTH)),
        (Facts("", "Bakker"), Facts("", "Bakker")),
    ],
)
def test_a_family_and_strangers_are_not_doubles(one, other):
    assert not evidence.compare(one, other).is_enough


def test_the_parts_of_a_name():
    assert names.surnames("van den Berg - de Vries") == {"berg", "vries"}
    assert names.surnames("'t Hof") == {"hof"}
    assert names.address("J.Jansen+rmt@GMAIL.com") == "jjansen@gmail.com"
    assert names.address("geen adres") == ""


def test_a_second_registration_is_found_at_entry_and_the_public_hears_nothing(region):
    first = arrives()
    second = arrives(first_name="S.", last_name="Hof", phone="+31687654321")
    assert second.case.reference != first.case.reference, "a second registration is simply taken"
    (pair,) = looks_at(first, second)
    assert (pair.first_id, pair.second_id) == (first.client_id, second.client_id)
    assert "Zelfde geboortedatum." in evidence.in_words(pair.evidence)
    assert finding.known_to_team(Facts("Sami", "Hof", BIRTH), region.region_id)
    assert not finding.known_to_team(Facts("Sami", "Hof", BIRTH), region.region_id + 1), "not of another region"
    assert not finding.known_to_team(Facts("Kees", "Smit", date(1970, 1, 1)), region.region_id)


def test_every_night_everybody_is_compared_by_key_and_again_finds_nothing_new(region, django_assert_max_num_queries):
    for n in range(12):
        arrives(first_name=f"Persoon{n}", last_name=f"Naam{n}", birth=f"19{60 + n}-05-06", phone=f"+316111111{n:02d}")
    arrives(first_name="Persoon3", last_name="Naam3-Smit", birth="1963-06-05", phone="+31687654321")
    with row_security.house("work"), django_assert_max_num_queries(16):
        assert finding.look_at_all() >= 1
    (pair,) = DuplicatePair.objects.all()
    keys = set(MatchKey.objects.values_list("pk", flat=True))
    DuplicatePair.objects.update(verdict=Verdict.OTHER, judged_at=clock.now())
    with row_security.house("work"):
        finding.look_at_all()
    again = DuplicatePair.objects.get()
    assert (again.pk, again.verdict) == (pair.pk, Verdict.OTHER), "a verdict is remembered"
    assert set(MatchKey.objects.values_list("pk", flat=True)) == keys


def test_a_number_that_many_people_share_is_no_evidence_to_look_at(region, monkeypatch):
    monkeypatch.setattr(finding, "LARGEST_BLOCK", 3)
    people = [arrives(first_name=f"A{n}", last_name=f"Naam{n}", birth="") for n in range(5)]
    pairs = looks_at(*people)
    last = {people[-1].client_id, people[-2].client_id}
    assert not any({pair.first_id, pair.second_id} & last for pair in pairs), "the desk's number became too common"


def test_who_judges_sees_both_and_a_union_sees_neither(region):
    (pair,) = looks_at(arrives(), arrives())
    assert list(judging.to_do(ingrid())) == [pair]
    assert list(judging.to_do(mehmet())) == [pair]
    assert not judging.to_do(karin()).exists()
    with pytest.raises(access.Refused):
        judging.judge(pair, Verdict.OTHER, actor(fatima()))
    judging.judge(pair, Verdict.OTHER, actor(mehmet()))
    assert not judging.to_do(ingrid()).exists()


# --- merging ----------------------------------------------------------------------------------------------------------
def everything() -> dict[str, list[dict[str, Any]]]:
    """Every row that belongs to a person, table by table, without what records the merge itself."""
    without = {"intake.ClientMerge", "intake.CaseEvent", "outbox.OutboxItem", "audit.AuditLine"}
    tables = [m for m in apps.get_models() if m._meta.app_label in ("intake", "services", "matching", "partners")]
    found = {}
    for model in tables:
        if model._meta.label not in without:
            columns = [f.attname for f in model._meta.concrete_fields if not (model is Case and f.attname == "version")]
            found[model._meta.label] = list(model._base_manager.order_by("pk").values(*columns))
    return found


@pytest.fixture
def twice(region):
    """Sami is guided by Fatima; then he registers again, and the debt help was let in for that second record only."""
    coach = fatima()
    first = arrives(email="sami@voorbeeld.nl")
    coaching.take_over(first.case, actor(coach))
    second = arrives(first_name="S.", last_name="Hof", phone="+31687654321")
    case = second.case
    contacts.record(case, actor(ingrid()), way="phone", reached=True, note="Belde zelf.", version=case.version)
    access.grant(
        second.client_id, debt_help(), region_id=region.region_id, layer=Layer.WORK, source_kind="referral",
        source_id=99, legal_basis=LegalBasis.PUBLIC_TASK, purpose="debt_help",
    )  # fmt: skip
    looks_at(first, second)
    return first, second


def choose(first: Client, second: Client, goes_along: bool = True, **more: Any) -> merging.Choices:
    asked = preview.of(first, second, actor(ingrid()))
    return merging.Choices(
        fields={"phone": preview.GONE}, access={q.key: goes_along for q in asked.access}, **more
    )  # fmt: skip


def test_a_merge_makes_one_person_with_one_case_and_taking_it_back_gives_the_same_rows(twice):
    first, second = twice
    before = everything()
    made = merging.merge(first.client, second.client, actor(ingrid()), choose(first.client, second.client))
    kept = Client.objects.get(pk=first.client_id)
    assert not Client.objects.filter(pk=second.client_id).exists()
    assert (kept.full_name, kept.phone, kept.email) == ("Sami van 't Hof", "+31687654321", "sami@voorbeeld.nl")
    running = Case.objects.filter(client=kept).open().get()
    assert running == first.case, "the guided case goes on"
    assert Case.objects.get(pk=second.case_id).state == CaseState.MERGED
    assert running.contacts.get().note == "Belde zelf."
    assert running.registrations.count() == 2
    assert WorkProfile.objects.filter(client=kept).count() == 1
    assert merging.known_ids(kept.pk) == [first.client_id, second.client_id]
    merging.undo(made, actor(ingrid()))
    after = everything()
    for label, rows in before.items():
        assert after[label] == rows, label
    with pytest.raises(merging.CanNotUndo):
        merging.undo(made, actor(ingrid()))


def test_who_sees_only_one_of_the_two_is_asked_about_and_can_be_kept_out(twice):
    first, second = twice
    asked = preview.of(first.client, second.client, actor(ingrid()))
    assert {q.who for q in asked.access} == {"Stadsbank", "Fatima de Groot, Gemeente Doetinchem"}
    with pytest.raises(preview.CanNotMerge, match="Kies voor iedereen"):
        merging.merge(first.client, second.client, actor(ingrid()), merging.Choices())
    stops = {q.key: q.who != "Stadsbank" for q in asked.access}
    made = merging.merge(first.client, second.client, actor(ingrid()), merging.Choices(access=stops))
    open_to = AccessGrant.objects.active().filter(client_id=first.client_id)
    assert not open_to.filter(organisation=debt_help()).exists()
    assert open_to.filter(member=fatima(), layer=Layer.SENSITIVE).exists()
    merging.undo(made, actor(ingrid()))
    back = AccessGrant.objects.active().filter(client_id=second.client_id, organisation=debt_help())
    assert back.exists()


def test_a_withdrawal_on_either_side_wins_and_a_double_yes_stays_one(region):
    first, second = arrives(), arrives()
    union, me = fnv(), actor(ingrid())
    given = {"text_version": "1", "how": "web", "actor": Actor()}
    consents.give(first.client, union, [DataCategory.CONTACT, DataCategory.WORK_PROFILE], **given)
    consents.give(second.client, union, [DataCategory.CONTACT], **given)
    consents.withdraw(first.client, union, Actor())
    merging.merge(first.client, second.client, me, choose(first.client, second.client))
    assert not Consent.objects.filter(client=first.client_id, withdrawn_at__isnull=True).exists()
    assert Consent.objects.filter(client=first.client_id).count() == 3
    assert not AccessGrant.objects.active().filter(client_id=first.client_id, organisation=union).exists()


def test_of_two_coaches_a_human_chooses_one_and_the_other_sees_nothing_more(region):
    first, second = arrives(), arrives()
    mine = coaching.take_over(first.case, actor(fatima()))
    theirs = coaching.take_over(second.case, actor(jan()))
    me = actor(ingrid())
    asked = preview.of(first.client, second.client, me)
    assert [row.pk for row in asked.coaches] == [mine.pk, theirs.pk]
    with pytest.raises(preview.CanNotMerge, match="welke coach"):
        merging.merge(first.client, second.client, me, merging.Choices(access={q.key: True for q in asked.access}))
    merging.merge(first.client, second.client, me, choose(first.client, second.client, coach=theirs.pk))
    running = Case.objects.filter(client=first.client_id).open().get()
    assert running.assignments.get(until_at__isnull=True).coach == jan()
    assert access.may_see_client(jan(), first.client_id, Layer.SENSITIVE).allowed
    assert not access.may_see_client(fatima(), first.client_id, Layer.SENSITIVE).allowed


def test_who_may_not_read_both_can_not_merge_and_a_term_passes(twice):
    first, second = twice
    with pytest.raises(access.Refused):
        merging.merge(first.client, second.client, actor(karin()), merging.Choices())
    made = merging.merge(first.client, second.client, actor(ingrid()), choose(first.client, second.client))
    ClientMerge.objects.update(merged_at=clock.now() - timedelta(days=31))
    assert merging.forget_snapshots() == 1
    with pytest.raises(merging.CanNotUndo):
        merging.undo(ClientMerge.objects.get(pk=made.pk), actor(ingrid()))


def test_every_foreign_key_to_a_person_or_a_case_is_mapped():
    """A new table that points to a person fails here until somebody decided what a merge does with it."""
    pointing = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.concrete and field.is_relation and field.related_model in (Client, Case)
    }
    plain = {
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if field.name == "client_id" and not field.is_relation and model._meta.app_label != "socialaccount"
    } - {"partners.SignOn.client_id"}  # the number of an application at the sign-on of an organisation
    assert pointing | plain == set(merge_map.mapped())


def test_what_is_chosen_field_by_field_is_every_field_of_a_person():
    chosen = {name for _title, fields in preview.FIELDS.values() for name in fields}
    assert chosen | preview.NOT_CHOSEN == {field.attname for field in Client._meta.concrete_fields}
