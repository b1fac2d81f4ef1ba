"""What was decided about the opportunities of a client, as the dossier and the own page show it."""

from dataclasses import dataclass, field

from django.utils.translation import gettext_lazy as _

from matching.decisions import deciding, dismissing
from matching.decisions import profile as employer_profile
from matching.decisions import words as decision_words
from matching.decisions.life import DecisionState
from matching.models import MatchDecision, VacancyState

S = DecisionState
CAN_TAKE_BACK = (S.ASKED, S.RELEASED)
CAN_LAY_ASIDE = (S.WANTED, S.INTERESTED, S.AGREED, S.DECLINED, S.APPLIED)


@dataclass(frozen=True)
class Row:
    """One decision for the coach, with what can be done now."""

    decision: MatchDecision
    effect: str = ""

    @property
    def is_closed(self) -> bool:
        """Whether the vacancy closed meanwhile."""
        return self.decision.vacancy.state != VacancyState.OPEN

    @property
    def who(self) -> str:
        """Who did the last step."""
        if self.decision.last_actor is None:
            return str(_("de kandidaat zelf"))
        return self.decision.decided_by.name or self.decision.decided_by.email

    @property
    def can_take_back(self) -> bool:
        """Whether the client has not answered yet."""
        return self.decision.state in CAN_TAKE_BACK

    @property
    def can_confirm(self) -> bool:
        """Whether the client said yes and the coach did not yet."""
        return self.decision.state == S.WANTED

    @property
    def can_answer(self) -> bool:
        """Whether there is something the client can have said."""
        return bool(deciding.possible_answers(self.decision))

    @property
    def can_show(self) -> bool:
        """Whether the profile without a name may be read (again)."""
        return self.decision.state in (S.AGREED, S.SHOWN)

    @property
    def can_lay_aside(self) -> bool:
        """Whether the coach may put it away now."""
        return self.decision.state in CAN_LAY_ASIDE


@dataclass(frozen=True)
class Decided:
    """Everything that was decided: what runs, how it ended, and what lies aside."""

    running: list[Row] = field(default_factory=list)
    ended: list[Row] = field(default_factory=list)
    aside: list[Row] = field(default_factory=list)


def of_client(client_id: int) -> Decided:
    """Return what was decided about a client, newest first; one query."""
    found = MatchDecision.objects.filter(client_id=client_id).exclude(state=S.WITHDRAWN).with_everything()
    sorted_out = Decided()
    for decision in found:
        if decision.state == S.DISMISSED:
            sorted_out.aside.append(Row(decision, dismissing.effect_in_words(decision)))
        elif decision.state in (S.HIRED, S.REJECTED, S.DECLINED):
            sorted_out.ended.append(Row(decision))
        else:
            sorted_out.running.append(Row(decision))
    return sorted_out


@dataclass(frozen=True)
class OwnRow:
    """One opportunity for the client."""

    decision: MatchDecision
    profile: str = ""

    @property
    def words(self) -> dict[str, object]:
        """The explanation as it was frozen."""
        return dict(self.decision.explanation.words)

    @property
    def status(self) -> str:
        """How far it is."""
        return str(decision_words.FOR_CLIENT[self.decision.state])

    @property
    def buttons(self) -> list[tuple[str, str]]:
        """What can be said: value and words."""
        return [(said, str(decision_words.BUTTONS[said])) for said in deciding.possible_answers(self.decision)]

    @property
    def is_closed(self) -> bool:
        """Whether the vacancy closed meanwhile."""
        return self.decision.vacancy.state != VacancyState.OPEN

    @property
    def shows_word(self) -> bool:
        """Whether the word may be read by the client: "Verder weg" is for the coach only."""
        return self.words.get("band") != "farther"


def own_rows(client_id: int) -> list[OwnRow]:
    """Return what the client may see, what waits for an answer first."""
    found = MatchDecision.objects.filter(client_id=client_id).on_own_page().with_everything()
    first = (S.ASKED, S.RELEASED, S.INTERESTED)
    rows = sorted(found, key=lambda d: d.state not in first)
    return [OwnRow(d, employer_profile.text(d) if d.state in (S.INTERESTED, S.AGREED) else "") for d in rows]
