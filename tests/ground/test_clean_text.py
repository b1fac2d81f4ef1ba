"""Text that people type: what is kept byte for byte, what goes, what is refused."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rmt_portal import clean_text


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("Nu\u0301n\u0303ez", "Núñez"),
        ("  Jan \u00a0 Hof ", "Jan Hof"),
        ("Jan\u202e\u200b\ufeffHof", "JanHof"),
        ("a\x0bb", "ab"),
        ("ĳsselstein", "ĳsselstein"),
        ("’s-Heerenberg", "’s-Heerenberg"),
        ("\t=1+1", "=1+1"),
    ],
)
def test_a_line_loses_only_what_nobody_sees(typed, kept):
    assert clean_text.line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "code"),
    [("a\x00b", "nul"), ("Jan\r\nBcc: x", "newline"), ("\ud800", "broken"), ("J" + "\u0301" * 6, "marks")],
)
def test_a_line_refuses_what_would_do_harm(typed, code):
    with pytest.raises(clean_text.UnacceptableText) as refused:
        clean_text.line(typed)
    assert refused.value.code == code


def test_pictures_are_fine_in_notes_and_not_in_names():
    assert clean_text.paragraphs("goed 👨‍👩‍👧 \r\nja  ") == "goed 👨‍👩‍👧\nja"
    with pytest.raises(clean_text.UnacceptableText):
        clean_text.name("Jan 😀")


@given(st.text(max_size=60))
def test_cleaning_twice_changes_nothing_more(text):
    for rule in (clean_text.line, clean_text.name, clean_text.paragraphs):
        try:
            once = rule(text)
        except clean_text.UnacceptableText:
            continue
        assert rule(once) == once
        assert "\x00" not in once


@pytest.mark.parametrize(
    ("first", "last", "key"),
    [
        ("Jan", "van 't Hof", "hof jan van 't"),
        ("", "d’Ancona", "ancona d'"),
        ("Ida", "’s-Heerenberg", "heerenberg ida 's"),
        ("Zoë", "de Vries-van der Berg", "vries-van der berg zoe de"),
        ("", "ĳsselstein", "ijsselstein"),
        ("", "van", "van"),
        ("Sean", "Ó Súilleabháin", "o suilleabhain sean"),
        ("Ng", "Ng", "ng ng"),
    ],
)
def test_people_are_sorted_without_tussenvoegsel(first, last, key):
    assert clean_text.sort_name(first, last) == key


@pytest.mark.parametrize(
    "text", ["111222333", "123456782", "999990019", "1112.22.333", "１１１２２２３３３", "bsn: 012345672."]
)
def test_a_citizen_service_number_is_found(text):
    assert clean_text.find_bsn(text)


@pytest.mark.parametrize(
    "text", ["000000000", "123456789", "12345678", "06 12345678", "0612345678", "+31612345678", "NL91ABNA0417164300"]
)
def test_what_is_no_citizen_service_number_is_left_alone(text):
    assert clean_text.find_bsn(text) is None
