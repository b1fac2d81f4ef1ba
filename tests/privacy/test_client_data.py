"""No table keeps something of a person without a decision about erasure and download, no field without a class."""

import pytest
from django.apps import apps
from django.contrib.postgres.fields import ArrayField
from django.core.exceptions import FieldError
from django.db import models

from intake.models import Client
from partners.models import User
from rmt_portal.client_data import DataClass, Subject, declared

ID_FIELDS = {"client_id", "client_ids", "object_ids", "source_id", "payload", "answers"}
"""Names under which a table can hold the number of a client, or answers of one, without a foreign key."""
TELLING = (
    models.CharField, models.TextField, models.EmailField, models.JSONField, models.DateField, models.UUIDField,
    models.DecimalField, ArrayField, models.IntegerField, models.BigIntegerField, models.FloatField,
)  # fmt: skip
NOT_TELLING = (models.DateTimeField, models.AutoField, models.BooleanField)
OF_THE_SITE = {"django_session", "django_admin_log"}
PERSONAL_NAMES = {"email", "phone", "first_name", "last_name", "birth_date", "postcode", "note", "answers"}
NOT_OF_A_PERSON = {
    "partners.Organisation": "the phone and address of an organisation",
    "reference.RegionBrand": "the phone and address of a regional team",
    "matching.WeightSet": "a note about weights",
}


def tables() -> list[type[models.Model]]:
    return [m for m in apps.get_models() if m._meta.db_table not in OF_THE_SITE]


def leads_to(target: type[models.Model]) -> set[type[models.Model]]:
    """Every table with a chain of foreign keys to ``target``, through tables that belong to a person themselves."""
    found = {target}
    while True:
        more = {m for m in tables() for f in m._meta.fields if f.is_relation and f.related_model in found} - found
        if target is User:  # whatever staff wrote is not about staff; only what hangs on the account directly
            return found
        if not more:
            return found
        found |= more


def decided_fields(model: type[models.Model]) -> list[str]:
    """The fields of a table that can tell something of a person."""
    return [
        f.name
        for f in model._meta.concrete_fields
        if isinstance(f, TELLING) and not isinstance(f, NOT_TELLING) and not f.is_relation and f.name != "version"
    ]


def test_every_table_that_leads_to_a_client_has_a_decision():
    missing = {m._meta.label for m in leads_to(Client)} - set(declared())
    assert not missing, f"declare in the app's client_data.py what happens to {sorted(missing)}"


def test_every_table_that_holds_the_number_of_a_client_has_a_decision():
    holds = {m._meta.label for m in tables() if any(f.name in ID_FIELDS for f in m._meta.fields if not f.is_relation)}
    holds -= {"socialaccount.SocialApp"}  # its client_id is that of an application
    assert not holds - set(declared()), f"declare {sorted(holds - set(declared()))}"


def test_a_field_with_a_personal_name_stands_in_a_declared_table():
    for model in tables():
        named = PERSONAL_NAMES & {f.name for f in model._meta.concrete_fields}
        assert not named or model._meta.label in {*declared(), *NOT_OF_A_PERSON}, f"{model._meta.label}: {named}"


@pytest.mark.parametrize("label", sorted(declared()))
def test_every_field_has_exactly_one_class(label):
    table = declared()[label]
    names = [name for words in table.fields.values() for name in words.split()]
    assert len(names) == len(set(names)), "a field has two classes"
    columns = {f.name for f in table.model_class._meta.concrete_fields}
    assert set(names) <= columns, f"gone: {set(names) - columns}"
    unclassified = [name for name in decided_fields(table.model_class) if table.class_of(name) is None]
    assert not unclassified, f"give a class to {unclassified} in client_data.py"


@pytest.mark.parametrize("label", sorted(declared()))
def test_the_path_leads_to_the_person(label):
    table = declared()[label]
    try:
        table.model_class._default_manager.filter(**{f"{table.path}__isnull": False})
    except FieldError as error:
        pytest.fail(str(error))
    assert table.what
    assert table.why
    assert table.term
    assert table.download_why


@pytest.mark.parametrize("label", sorted(declared()))
def test_what_stays_holds_nothing_a_person_can_be_known_by(label):
    """A row that stays after erasure has no name, contact or free text in it."""
    table = declared()[label]
    if table.at_erasure.name == "KEPT" and table.subject is Subject.CLIENT:
        forbidden = {DataClass.IDENTITY, DataClass.CONTACT, DataClass.FREE_TEXT, DataClass.SECRET}
        assert not forbidden & set(table.fields)


def test_free_text_of_a_client_is_always_in_the_download():
    """Who wrote about somebody wrote it for that person to read; only a concept nobody sent is not there."""
    for label, table in declared().items():
        if DataClass.FREE_TEXT in table.fields and table.subject is Subject.CLIENT:
            assert table.in_download or label == "services.ReferralConcept", label


def test_a_table_nobody_declared_would_be_found():
    """Positive control: the walk does find tables two steps away."""
    labels = {m._meta.label for m in leads_to(Client)}
    assert {"intake.WorkExperience", "services.ReferralMessage", "matching.MatchList"} <= labels
    assert "services.Service" not in labels
