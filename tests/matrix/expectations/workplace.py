"""The workplace: dossier, triage, and the pages of coordinator, privacy officer and administrator."""

from tests.matrix.asking import METHOD, MISSING, MOVED, OK, REFUSED
from tests.matrix.cast import (
    ADMINISTRATOR,
    BUDGET,
    COACH,
    COACH_OTHER_ORG,
    COACH_OTHER_REGION,
    COORDINATOR,
    ELSEWHERE,
    HOME,
    INTAKE,
    MANAGER,
    MEMBERS,
    NEIGHBOUR,
    PRIVACY,
)
from tests.matrix.expectations.outcomes import Row, signed_in, workplace

_DOSSIER = {
    HOME: (COACH, INTAKE, COORDINATOR),
    NEIGHBOUR: (COACH_OTHER_ORG, COORDINATOR),
    ELSEWHERE: (COACH_OTHER_REGION,),
}
"""Who may read a dossier: who guides, and the coordinator. A receiver reads the referral, never the dossier."""
_WRITES = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
_TRIAGE = {HOME: MOVED, NEIGHBOUR: OK, ELSEWHERE: MOVED}
"""The triage of who has a coach already is over: its page leads back to the dossier."""
_NOBODY = workplace(no=MISSING)
_PROFILE = {HOME: (COACH, INTAKE), NEIGHBOUR: (COACH_OTHER_ORG,), ELSEWHERE: (COACH_OTHER_REGION,)}
"""Who fills in the work profile with a client: who writes in the dossier."""
_SHARING = {where: workplace(*_PROFILE[where]) for where in (HOME, NEIGHBOUR)} | {
    ELSEWHERE: workplace(COACH_OTHER_REGION, get=MISSING)
}
"""What somebody shares with an organisation of the home region; elsewhere that one can not be chosen."""
_EMERGENCY = {
    HOME: workplace(COACH_OTHER_ORG) | dict.fromkeys((COACH, INTAKE), MOVED),
    NEIGHBOUR: workplace(COACH, INTAKE) | {COACH_OTHER_ORG: MOVED},
    ELSEWHERE: workplace() | {COACH_OTHER_REGION: MOVED},
}
"""Opening in an emergency: for who guides in the region; a dossier that is open already is simply shown."""
_NO_GET = workplace(*MEMBERS, get=METHOD, superuser=METHOD)
_NO_POST_HERE = _NO_GET
_WEIGHTS = (ADMINISTRATOR, COORDINATOR, MANAGER, PRIVACY)
_NOBODY_ELSES_WEIGHTS = workplace(ADMINISTRATOR, get=MISSING)
_GUIDES = (COACH, COACH_OTHER_ORG, COACH_OTHER_REGION, INTAKE)


def _colleague(done: str) -> Row:
    """A step with a colleague: by the administrator of the own organisation; elsewhere nobody is found."""
    own = workplace(ADMINISTRATOR, get=done)
    elsewhere = workplace(ADMINISTRATOR, get=MISSING)
    return Row(own, own, {ELSEWHERE: elsewhere}, {ELSEWHERE: elsewhere})


_PROPOSERS = (COORDINATOR, ADMINISTRATOR)
_NO_PARTNER_ELSEWHERE = {ELSEWHERE: workplace(*_PROPOSERS, get=MISSING)}


def _dossier_action(done: str) -> Row:
    return Row(
        workplace(*MEMBERS, get=METHOD, superuser=METHOD),
        _NOBODY,
        post_at={where: workplace(*roles, get=done) for where, roles in _WRITES.items()},
    )


WORKPLACE: dict[str, Row] = {
    # --- the workplace ----------------------------------------------------------------------------------------------
    "admin:index": Row(workplace(*MEMBERS, superuser=MOVED), workplace(*MEMBERS, superuser=MOVED)),
    "admin:settings": Row(workplace(*MEMBERS, superuser=OK), workplace(*MEMBERS, superuser=OK)),
    "admin:candidates": Row(workplace(*MEMBERS), workplace(*MEMBERS, get=MOVED)),
    "admin:my_candidates": Row(workplace(*MEMBERS), workplace(*MEMBERS, get=MOVED)),
    **dict.fromkeys(
        ("admin:candidates_file", "admin:my_candidates_file"),
        Row(workplace(*_GUIDES, COORDINATOR, MANAGER), workplace(*_GUIDES, COORDINATOR, MANAGER, get=MISSING)),
    ),
    "admin:lists": Row(workplace(*MEMBERS), _NO_POST_HERE),
    "admin:list_save": Row(workplace(*MEMBERS), workplace(*MEMBERS)),
    "admin:list_rename": Row(workplace(*MEMBERS, get=MISSING), workplace(*MEMBERS, get=MISSING)),
    "admin:list_remove": Row(workplace(*MEMBERS, get=MISSING), workplace(*MEMBERS, get=MOVED)),
    "admin:together": Row(_NO_GET, workplace(*MEMBERS, get=MISSING)),
    "admin:together_step": Row(
        workplace(*_GUIDES, get=MOVED),
        workplace(*_GUIDES, get=MOVED),
        {"file": workplace(*_GUIDES, COORDINATOR, MANAGER, get=MOVED)},
        {"file": workplace(*_GUIDES, COORDINATOR, MANAGER, get=MOVED)},
    ),
    "admin:together_result": Row(workplace(*MEMBERS, get=MOVED), _NO_POST_HERE),
    "admin:registrations": Row(workplace(*MEMBERS), workplace(*MEMBERS)),
    "admin:dossier": Row(
        _NOBODY,
        _NOBODY,
        {where: workplace(*roles) for where, roles in _DOSSIER.items()},
        {where: workplace(*roles) for where, roles in _DOSSIER.items()},
    ),
    "admin:dossier_summary": Row(
        _NOBODY,
        _NOBODY,
        {where: workplace(*roles) for where, roles in _DOSSIER.items()},
        {where: workplace(*roles) for where, roles in _DOSSIER.items()},
    ),
    "admin:dossier_sharing": Row(
        _NOBODY, _NO_POST_HERE, {where: workplace(*roles) for where, roles in _PROFILE.items()}
    ),
    "admin:dossier_sharing_of": Row(_NOBODY, _NOBODY, _SHARING, _SHARING),
    "admin:dossier_sharing_letter": Row(_NOBODY, _NO_POST_HERE, _SHARING),
    "admin:dossier_contact": _dossier_action(OK),
    **{
        f"admin:dossier_{page}": Row(
            _NOBODY, _NOBODY, *[{where: workplace(*roles) for where, roles in _WRITES.items()}] * 2
        )
        for page in ("rhythm", "snooze")
    },
    "admin:dossier_wake": _dossier_action(MOVED),
    "admin:take_over": _dossier_action(MOVED),
    "admin:dossier_profile": Row(
        _NOBODY,
        _NOBODY,
        {where: workplace(*roles) for where, roles in _PROFILE.items()},
        {where: workplace(*roles, get=MOVED) for where, roles in _PROFILE.items()},
    ),
    "admin:dossier_work_to_work": Row(
        _NOBODY,
        _NOBODY,
        {where: workplace(*roles) for where, roles in _WRITES.items()},
        {where: workplace(*roles, get=MOVED) for where, roles in _WRITES.items()},
    ),
    "admin:triage": Row(
        _NOBODY,
        _NOBODY,
        {where: workplace(*roles, get=_TRIAGE[where]) for where, roles in _WRITES.items()},
        {where: workplace(*roles, get=_TRIAGE[where]) for where, roles in _WRITES.items()},
    ),
    **{
        f"admin:triage_{step}": _dossier_action(MOVED)
        for step in ("neem_terug", "neem_aan", "geef_door", "zoek_coach", "bevestig", "geweest")
    },
    "admin:triage_letter": Row(
        _NOBODY, _NO_POST_HERE, {where: workplace(*roles, get=MISSING) for where, roles in _WRITES.items()}
    ),
    "admin:duplicates": Row(workplace(INTAKE, COORDINATOR), workplace(INTAKE, COORDINATOR)),
    "admin:duplicate_judge": Row(_NO_GET, workplace(*MEMBERS, get=MISSING)),
    "admin:duplicate_merge": Row(workplace(*MEMBERS, get=MISSING), workplace(*MEMBERS, get=MISSING) | {INTAKE: MOVED}),
    "admin:duplicate_undo": Row(_NO_GET, workplace(*MEMBERS, get=MISSING)),
    "admin:short_question": Row(workplace(*_GUIDES), workplace(*_GUIDES)),
    "admin:short_question_take_back": Row(_NO_GET, workplace(*_GUIDES, get=MOVED)),
    "admin:triage_figures": Row(workplace(COORDINATOR, MANAGER), workplace(COORDINATOR, MANAGER)),
    "admin:dossier_training": Row(
        _NOBODY, _NO_POST_HERE, {where: workplace(*roles) for where, roles in _PROFILE.items()}
    ),
    "admin:trainings": Row(workplace(*_GUIDES, COORDINATOR, MANAGER, BUDGET), _NO_POST_HERE),
    "admin:fairness": Row(workplace(*_WEIGHTS), _NO_POST_HERE),
    "admin:weights": Row(workplace(*_WEIGHTS), _NO_POST_HERE),
    "admin:weights_propose": Row(_NOBODY_ELSES_WEIGHTS, _NOBODY_ELSES_WEIGHTS, *[{HOME: workplace(ADMINISTRATOR)}] * 2),
    "admin:weight_proposal": Row(workplace(*_WEIGHTS, get=MISSING), _NO_POST_HERE, {HOME: workplace(*_WEIGHTS)}),
    "admin:weights_step": Row(_NO_GET, _NOBODY_ELSES_WEIGHTS, post_at={HOME: workplace(ADMINISTRATOR, get=MOVED)}),
    "admin:dossier_emergency": Row(_NOBODY, _NOBODY, _EMERGENCY, _EMERGENCY),
    "admin:show_contact": Row(
        _NO_GET, _NOBODY, post_at={where: workplace(*roles) for where, roles in _DOSSIER.items()}
    ),
    "admin:emergencies": Row(workplace(PRIVACY), _NO_POST_HERE),
    "admin:emergency_find": Row(workplace(*_GUIDES), workplace(*_GUIDES)),
    "admin:emergency_review": Row(_NO_GET, workplace(PRIVACY, get=MISSING)),
    "admin:log": Row(workplace(PRIVACY), _NO_POST_HERE),
    "admin:log_export": Row(_NO_GET, workplace(PRIVACY)),
    "admin:client_access": Row(
        workplace(PRIVACY, get=MISSING),
        _NO_POST_HERE,
        {where: workplace(PRIVACY) for where in (HOME, NEIGHBOUR)},
    ),
    "admin:access_reviews": Row(workplace(PRIVACY, ADMINISTRATOR), _NO_POST_HERE),
    "admin:access_review_export": Row(_NO_GET, workplace(PRIVACY, ADMINISTRATOR)),
    "admin:access_review": Row(
        workplace(PRIVACY, ADMINISTRATOR, get=MISSING),
        workplace(PRIVACY, ADMINISTRATOR, get=MISSING),
        {HOME: workplace(PRIVACY, ADMINISTRATOR)},
        {HOME: workplace(PRIVACY, ADMINISTRATOR, get=MOVED)},
    ),
    "admin:mailboxes": Row(workplace(ADMINISTRATOR, COORDINATOR), workplace(ADMINISTRATOR, COORDINATOR)),
    "admin:mailbox_end": Row(
        _NO_GET,
        workplace(ADMINISTRATOR, COORDINATOR, get=MISSING),
        post_at={"own": workplace(ADMINISTRATOR, get=MISSING) | {COORDINATOR: MOVED}},
    ),
    "admin:erasures": Row(workplace(PRIVACY, COORDINATOR), workplace(PRIVACY, COORDINATOR)),
    "admin:erasure_decide": Row(
        _NO_GET,
        workplace(PRIVACY, COORDINATOR, get=MISSING),
        post_at={HOME: workplace(PRIVACY, COORDINATOR, get=MOVED)},
    ),
    "admin:organisations": Row(workplace(*_PROPOSERS), workplace(*_PROPOSERS)),
    "admin:organisation_propose": Row(workplace(*_PROPOSERS), workplace(*_PROPOSERS)),
    "admin:organisation": Row(
        workplace(*_PROPOSERS), workplace(*_PROPOSERS), _NO_PARTNER_ELSEWHERE, _NO_PARTNER_ELSEWHERE
    ),
    "admin:organisation_step": Row(_NO_GET, workplace(*_PROPOSERS), post_at=_NO_PARTNER_ELSEWHERE),
    "admin:people": Row(workplace(ADMINISTRATOR), workplace(ADMINISTRATOR)),
    "admin:people_invite": Row(workplace(ADMINISTRATOR), workplace(ADMINISTRATOR)),
    "admin:people_leave": _colleague(OK),
    "admin:people_absent": _colleague(OK),
    "admin:people_back": Row(
        _NO_GET, workplace(ADMINISTRATOR, get=MISSING), post_at={HOME: workplace(ADMINISTRATOR, get=MOVED)}
    ),
    "admin:people_withdraw": Row(_NO_GET, workplace(ADMINISTRATOR, get=MISSING)),
    "admin:login": Row(
        signed_in(MOVED, no_second_factor=MOVED, expired=REFUSED),
        signed_in(MOVED, no_second_factor=MOVED, expired=REFUSED),
    ),
    "admin:logout": Row(signed_in(MOVED), signed_in(MOVED)),
    "admin:password_change": Row(
        workplace(*MEMBERS, get=MOVED, superuser=MOVED), workplace(*MEMBERS, get=MOVED, superuser=MOVED)
    ),
    "admin:password_change_done": Row(
        workplace(*MEMBERS, superuser=OK), workplace(*MEMBERS, get=METHOD, superuser=METHOD)
    ),
    "admin:autocomplete": Row(workplace(), workplace(*MEMBERS, get=METHOD, superuser=METHOD)),
    "admin:jsi18n": Row(workplace(*MEMBERS, superuser=OK), workplace(*MEMBERS, get=METHOD, superuser=METHOD)),
    "admin:view_on_site": Row(
        workplace(*MEMBERS, get=MISSING, superuser=MISSING), workplace(*MEMBERS, get=MISSING, superuser=MISSING)
    ),
    "admin:app_list": Row(
        workplace(COORDINATOR, MANAGER, ADMINISTRATOR, no=MISSING, superuser=OK),
        workplace(COORDINATOR, MANAGER, ADMINISTRATOR, no=MISSING, superuser=OK),
    ),
    "admin/(?P<url>.*)$": Row(
        workplace(*MEMBERS, get=MISSING, superuser=MISSING), workplace(*MEMBERS, get=MISSING, superuser=MISSING)
    ),
}
