"""Change one answer of a work profile: the one road for the person, and for a colleague with or for the person."""

from typing import Any

from django.db import transaction

from intake import profile_answers, profile_parts
from intake.models import WorkProfile
from intake.profile_parts import Part, Values
from partners import access
from partners.models import Layer, Role
from rmt_portal import clock, row_security
from rmt_portal.audit import log
from rmt_portal.lifecycle import Actor
from rmt_portal.outbox import queue

CHANGE = "work_profile.change"
CHANGE_SENSITIVE = "work_profile.change_abilities"
GUIDES = (Role.COACH, Role.INTAKE_WORKER)

access.allow(CHANGE, GUIDES, Layer.WORK)
access.allow(CHANGE_SENSITIVE, GUIDES, Layer.SENSITIVE)


class ChangedMeanwhile(Exception):
    """Somebody else answered this question after the page was opened; nothing was saved. ``profile`` is as it is."""

    def __init__(self, profile: WorkProfile) -> None:
        super().__init__(profile.pk)
        self.profile = profile


@transaction.atomic
def tell(
    client_id: int,
    part: Part,
    values: Values,
    *,
    mark: str,
    actor: Actor,
    item: int | None = None,
    request: Any = None,
) -> WorkProfile:
    """Keep the answer to one question and ask for a new ranking; ``mark`` is the sign of the answer the page showed.

    The same answer again (a second tap, two tabs) is no conflict and changes nothing.

    Raises:
        ChangedMeanwhile: this question was answered otherwise in the meantime.
        Refused: the actor may not do this with this client.
        WorkProfile.DoesNotExist: the person was taken out meanwhile.
    """
    profile = _locked(client_id, part.is_sensitive, actor)
    before = part.read(profile, item)
    is_fresh = profile_parts.mark(part, profile, item) == mark
    savepoint = transaction.savepoint()
    part.write(profile, values, _source(actor), item)
    profile.save()
    after = part.read(profile, item)
    if before != after and not is_fresh:
        transaction.savepoint_rollback(savepoint)
        raise ChangedMeanwhile(WorkProfile.objects.select_related("client").get(pk=profile.pk))
    transaction.savepoint_commit(savepoint)
    if not part.is_follow_up and part.slug not in profile.told:
        profile.told = [*profile.told, part.slug]
        profile.save(update_fields=["told"])
    if before != after or item is not None or part.slug == "baan":
        changed = sorted(name for name in {*before, *after} if before.get(name) != after.get(name))
        _record(profile, [part.slug, *changed], actor, request)
    return profile


@transaction.atomic
def remove_job(client_id: int, job: int, *, actor: Actor, request: Any = None) -> bool:
    """Take a job out of the work profile; say whether it was still there.

    Raises:
        Refused: the actor may not do this with this client.
        WorkProfile.DoesNotExist: the person was taken out meanwhile.
    """
    profile = _locked(client_id, False, actor)
    was_there = profile_answers.remove_job(profile, job)
    if was_there:
        _record(profile, ["werk", "remove"], actor, request)
    return was_there


def _locked(client_id: int, is_sensitive: bool, actor: Actor) -> WorkProfile:
    found = WorkProfile.objects.select_for_update(of=("self",)).select_related("client", "last_sector__section")
    profile = found.get(client_id=client_id)
    if actor.user is None:
        if row_security.current().client_id != client_id:
            raise PermissionError("only the person, or a colleague with a name, changes a work profile")
        return profile
    action = CHANGE_SENSITIVE if is_sensitive else CHANGE
    access.insist(access.may(actor.user, action, client_id=client_id, region_id=profile.client.region_id))
    return profile


def _source(actor: Actor) -> str:
    return "client" if actor.user is None else "coach"


def _record(profile: WorkProfile, fields: list[str], actor: Actor, request: Any) -> None:
    profile.version += 1
    profile.changed_at = clock.now()
    profile.save(update_fields=["version", "changed_at"])
    log.record(
        CHANGE,
        object_kind="intake.workprofile",
        object_ids=[profile.pk],
        client_ids=[profile.client_id],
        fields=fields,
        request=request,
        actor=actor,
    )
    key = f"match.client:{profile.client_id}:{profile.version}"
    queue.put("match.client", key, {"client": profile.client_id})
