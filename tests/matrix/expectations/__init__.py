"""Who may ask what: the table. Deny is the default, and a route without an entry fails the test.

Read a row as "these roles get a page, of something own and of something foreign; everybody else is refused in the way
of that part of the portal": sent to the log-in, to the page of the second factor, or told no. Every part of the portal
has its rows in a file of its own here; the pages of a table of the administration follow from :data:`TABLES` by one
rule.
"""

from tests.matrix.expectations.assisting import ASSISTING_PAGES
from tests.matrix.expectations.employers import EMPLOYERS
from tests.matrix.expectations.figures import FIGURES
from tests.matrix.expectations.grants import GRANTS
from tests.matrix.expectations.opportunities import OPPORTUNITIES
from tests.matrix.expectations.outcomes import Outcomes, Row
from tests.matrix.expectations.own_page import OWN_PAGE
from tests.matrix.expectations.partner_pages import PARTNER_PAGES
from tests.matrix.expectations.plans import PLANS
from tests.matrix.expectations.public import PUBLIC
from tests.matrix.expectations.results import RESULTS
from tests.matrix.expectations.signing_in import SIGNING_IN
from tests.matrix.expectations.tables import TABLES, table_page
from tests.matrix.expectations.workplace import WORKPLACE
from tests.matrix.routes import Route

__all__ = ["TABLE", "TABLES", "expected"]

TABLE: dict[str, Row] = {
    **PUBLIC,
    **ASSISTING_PAGES,
    **OWN_PAGE,
    **SIGNING_IN,
    **WORKPLACE,
    **OPPORTUNITIES,
    **PLANS,
    **GRANTS,
    **RESULTS,
    **FIGURES,
    **PARTNER_PAGES,
    **EMPLOYERS,
}


def expected(route: Route, method: str, where: str) -> Outcomes | None:
    """Return the outcome per role, or None for a route nobody decided about."""
    if route.model is not None:
        rule = TABLES.get(route.model._meta.label)
        return None if rule is None else table_page(rule, route.action, method, where)
    row = TABLE.get(route.key)
    return None if row is None else row.expected(method, where)
