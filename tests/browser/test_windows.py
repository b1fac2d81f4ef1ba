"""The windows of the tests themselves."""

import pytest

from tests.browser.conftest import Visitor


def test_looking_with_axe_where_no_script_runs_fails_at_once(on_an_old_phone: Visitor) -> None:
    with pytest.raises(pytest.fail.Exception, match="without JavaScript"):
        on_an_old_phone.finds_it_accessible("niets")
