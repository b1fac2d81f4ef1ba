"""The register of processing says what the code does."""

import pytest
from django.core.management import CommandError, call_command

from rmt_portal.client_data import declared
from rmt_portal.workplace import processing_register
from rmt_portal.workplace.management.commands import processing_register as command


def test_the_register_agrees_with_the_code():
    call_command("processing_register", check=True)


def test_a_register_that_fell_behind_is_refused(monkeypatch):
    monkeypatch.setattr(processing_register, "HEAD", "# Iets anders\n")
    with pytest.raises(CommandError, match="fell behind"):
        call_command("processing_register", check=True)


def test_every_declared_table_stands_in_it():
    text = processing_register.text()
    assert all(f"`{label}`" in text for label in declared())


def test_enforcement_of_benefits_is_no_purpose():
    from partners.models import Purpose

    assert not {"enforcement", "handhaving", "benefit"} & {purpose.value for purpose in Purpose}
    assert "Handhaving van een uitkering is geen doel" in processing_register.text()


def test_the_command_writes_where_it_says(tmp_path, settings):
    settings.BASE_DIR = tmp_path
    call_command("processing_register", verbosity=0)
    assert (tmp_path / command.FILE).read_text() == processing_register.text()
