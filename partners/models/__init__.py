"""Who works here: organisations, people, their roles, and what was granted to whom about a client."""

from partners.models.attempts import AttemptBucket
from partners.models.emergencies import EmergencyAccess, EmergencyReason, Verdict
from partners.models.grants import (
    AccessGrant,
    AccessGrantQuerySet,
    AccessReview,
    DataCategory,
    Layer,
    LegalBasis,
    Purpose,
)
from partners.models.memberships import Absence, Invitation, InvitationQuerySet, Membership, MembershipQuerySet, Role
from partners.models.organisations import Organisation, PartnerKind
from partners.models.records import Agreement, OrganisationContact, OrganisationEvent
from partners.models.users import User, UserManager
from partners.sign_on.models import SignOn, SignOnDomain

__all__ = [
    "Absence",
    "AccessGrant",
    "AccessGrantQuerySet",
    "AccessReview",
    "Agreement",
    "AttemptBucket",
    "DataCategory",
    "EmergencyAccess",
    "EmergencyReason",
    "Invitation",
    "InvitationQuerySet",
    "Layer",
    "LegalBasis",
    "Membership",
    "MembershipQuerySet",
    "Organisation",
    "OrganisationContact",
    "OrganisationEvent",
    "PartnerKind",
    "Purpose",
    "Role",
    "SignOn",
    "SignOnDomain",
    "User",
    "UserManager",
    "Verdict",
]
