"""Letters: written when they are sent, recognisable when they are sent twice, and safe from what people type."""

import pytest
from django.core import mail as sent
from django.template import TemplateDoesNotExist

from partners import account_mail
from rmt_portal.outbox import mail, queue
from rmt_portal.outbox.drain import drain
from rmt_portal.outbox.mail import BadRecipient, Mail
from rmt_portal.outbox.models import OutboxItem
from tests.partners import factories

pytestmark = pytest.mark.django_db


def letter(**changes):
    given = {"to": "fatima@voorbeeld.nl", "template": "account_changed", "context": {"name": "Fatima", "what": "Iets."}}
    return Mail(**(given | changes))


def test_a_letter_is_written_when_it_is_sent():
    fatima = factories.fatima()
    account_mail.ask_changed(fatima, "totp_activated")
    fatima.email = "nieuw@voorbeeld.nl"
    fatima.save()
    drain()
    assert sent.outbox[0].to == ["nieuw@voorbeeld.nl"]
    assert "Fatima" not in str(OutboxItem.objects.values())


def test_a_letter_to_who_left_meanwhile_is_not_sent():
    fatima = factories.fatima()
    account_mail.ask_changed(fatima, "totp_activated")
    fatima.is_active = False
    fatima.save()
    assert drain().done == 1
    assert sent.outbox == []


def test_the_same_work_has_the_same_message_id():
    mail.send(letter(), "a")
    mail.send(letter(), "a")
    mail.send(letter(), "b")
    first, again, other = (message.message()["Message-ID"] for message in sent.outbox)
    assert first == again != other


@pytest.mark.parametrize(
    "to", ["a@b.nl\nBcc: x@y.nl", "a@b.nl, x@y.nl", "A <a@b.nl>", "", "geen adres", "a@b.nl\r\n\r\nHallo"]
)
def test_an_address_that_is_more_than_an_address_is_refused(to):
    with pytest.raises(BadRecipient) as refusal:
        mail.send(letter(to=to), "k")
    assert not to or to not in str(refusal.value)


def test_a_name_stays_as_it_was_written_and_a_line_break_makes_no_header(tmp_path, settings):
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "t.subject.txt").write_text("Dag {{ name }}\n")
    (tmp_path / "mail" / "t.txt").write_text("Dag {{ name }}\n")
    settings.TEMPLATES = [settings.TEMPLATES[0] | {"DIRS": [tmp_path]}]
    mail.send(letter(template="t", context={"name": "O'Neill <x>\r\nBcc: x@y.nl"}), "k")
    [message] = sent.outbox
    assert message.subject == "Dag O'Neill <x> Bcc: x@y.nl"
    assert message.message()["Bcc"] is None
    assert "O'Neill <x>" in message.body


def test_a_letter_without_its_text_fails_and_comes_back(register):
    mail.register("t.mail", lambda payload: letter(template="not there"))
    queue.put("t.mail", "k", {})
    assert drain().failed == 1
    assert OutboxItem.objects.get().last_error.startswith(TemplateDoesNotExist.__name__)
