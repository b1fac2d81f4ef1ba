"""A row of every table that belongs to a region or an organisation: one of the home team, and one of somebody else."""

from typing import Any

from django.db.models import Model
from django.utils import timezone

from intake.models import (
    Case,
    CoachProfile,
    Cohort,
    ContactRhythm,
    EligibilityVersion,
    RegionPromise,
    RetentionRule,
    RoutingRule,
    WeighingCriterion,
)
from matching.employers import notices as employer_notices
from matching.models import Employer, EmployerNotice, MatchRun, NoticeKind, Vacancy, WeightSet
from partners.models import Agreement, Layer, Membership, Organisation, OrganisationContact, SignOn, User
from rmt_portal import clock
from rmt_portal.outbox import queue
from rmt_portal.outbox.models import OutboxItem
from rmt_portal.reference.models import LabourRegion, RegionBrand
from services.models import DataContract, DeadlineRule, PlanTemplate, Service
from tests.nlds.factories import RegionBrandFactory
from tests.partners import factories as people
from tests.services import factories as services

Rows = tuple[Model | None, ...]


def own_and_foreign(case: Case, other: Case, fatima: User, sofie: User) -> dict[type[Model], Rows]:
    """Return per table the row of the home team (whose coach is Fatima) and that of the team of Sofie."""
    region, elsewhere = case.region, other.region
    arnhem = Organisation.objects.get(name="Gemeente Arnhem")
    queue.put("match.client", "matrix:1", {"client": case.client_id})
    return {
        LabourRegion: (region, elsewhere),
        RegionBrand: (region.brand, RegionBrandFactory(region=elsewhere)),
        Organisation: (people.municipality(), arnhem),
        OrganisationContact: (_contact(people.municipality()), _contact(arnhem)),
        Agreement: (_agreement(region), _agreement(elsewhere)),
        SignOn: (_sign_on(people.municipality()), None),
        Membership: (fatima.memberships.get(), sofie.memberships.get()),
        User: (fatima, sofie),
        EligibilityVersion: (_rule(EligibilityVersion, region), _rule(EligibilityVersion, elsewhere)),
        WeighingCriterion: (_rule(WeighingCriterion, region), _rule(WeighingCriterion, elsewhere)),
        RegionPromise: (
            _rule(RegionPromise, region, working_days=2),
            _rule(RegionPromise, elsewhere, working_days=2),
        ),
        ContactRhythm: (
            _rule(ContactRhythm, region, phase="intake", every_days=14),
            _rule(ContactRhythm, elsewhere, phase="intake", every_days=14),
        ),
        RetentionRule: (
            _rule(RetentionRule, region, kind="closed", months=24, from_on=clock.today()),
            _rule(RetentionRule, elsewhere, kind="closed", months=24, from_on=clock.today()),
        ),
        RoutingRule: (
            _rule(RoutingRule, region, organisation=people.municipality()),
            _rule(RoutingRule, elsewhere, organisation=arnhem),
        ),
        Cohort: (_cohort(region, fatima), _cohort(elsewhere, sofie)),
        CoachProfile: (CoachProfile.objects.create(user=fatima), CoachProfile.objects.create(user=sofie)),
        Service: (
            services.ServiceFactory(region=region, provider=people.fnv()),
            services.ServiceFactory(region=elsewhere, provider=arnhem),
        ),
        DeadlineRule: tuple(
            _rule(DeadlineRule, where, urgency="normal", remind_after=2, escalate_after=5, expire_after=10)
            for where in (region, elsewhere)
        ),
        DataContract: tuple(
            _rule(DataContract, where, service_kind="training", step="help", fields=["name", "phone"])
            for where in (region, elsewhere)
        ),
        PlanTemplate: tuple(
            _rule(PlanTemplate, where, code="voorbeeld", name="Voorbeeld", for_whom="Iedereen")
            for where in (region, elsewhere)
        ),
        Vacancy: (_vacancy(region, "own"), _vacancy(elsewhere, "foreign")),
        Employer: (_employer(region), _employer(elsewhere)),
        EmployerNotice: (_notice(region), _notice(elsewhere)),
        MatchRun: (_run(region), _run(elsewhere)),
        OutboxItem: (OutboxItem.objects.order_by("-pk").first(), None),
        type(fatima.authenticator_set.get()): (fatima.authenticator_set.get(), sofie.authenticator_set.get()),
    }


def _rule(model: type[Any], region: LabourRegion, **values: Any) -> Any:
    return model.objects.create(region=region, **values)


def _cohort(region: LabourRegion, user: User) -> Cohort:
    today = timezone.localdate()
    cohort: Cohort = Cohort.objects.create(
        region=region, name="Groep", employer="Bedrijf", code=f"CODE{region.pk:04d}", starts_on=today, ends_on=today,
        expected=20, opened_by=user,
    )  # fmt: skip
    return cohort


def _contact(organisation: Organisation) -> OrganisationContact:
    contact: OrganisationContact = OrganisationContact.objects.create(
        organisation=organisation, name="Balie", phone="0314123456"
    )
    return contact


def _agreement(region: LabourRegion) -> Agreement:
    agreement: Agreement = Agreement.objects.create(
        organisation=people.fnv(), region=region, purpose="referral", layer=Layer.WORK, data="naam",
        legal_basis="consent",
    )  # fmt: skip
    return agreement


def _sign_on(organisation: Organisation) -> SignOn:
    """One that is switched off: its pages are not there, and everybody signs in with a password."""
    made: SignOn = SignOn.objects.create(
        organisation=organisation, slug="doetinchem", issuer="https://inloggen.example", portal_id="portaal",
        secret_name="RMT_SIGN_ON_DOETINCHEM", is_active=False,
    )  # fmt: skip
    return made


def _employer(region: LabourRegion) -> Employer:
    employer: Employer = Employer.objects.create(region=region, name=f"Bedrijf {region.code}", place="Doetinchem")
    return employer


def _notice(region: LabourRegion) -> EmployerNotice:
    said = employer_notices.Told(
        NoticeKind.VACANCY, "Bedrijf", "", "7001 AB", "Ria Smit", "", "ria@bedrijf.example", "Kok"
    )
    return employer_notices.receive(said, region)


def _vacancy(region: LabourRegion, name: str) -> Vacancy:
    vacancy: Vacancy = Vacancy.objects.create(
        region=region, source="test", external_id=name, title=f"Werk {name}", employer_name="Bedrijf", place="Plaats"
    )
    return vacancy


def _run(region: LabourRegion) -> MatchRun:
    weights = WeightSet.objects.create(region=region, version=1, weights={})
    run: MatchRun = MatchRun.objects.create(
        region=region, key=f"matrix:{region.pk}", kind="nightly", weight_set=weights
    )
    return run
