"""What a page of the second part does, whoever fills it in: show a question, keep an answer, say where to go."""

from dataclasses import dataclass, field, replace
from typing import Any

from django.http import HttpRequest, QueryDict
from django.utils.translation import gettext as _

from intake import answers_in_words, profile_answers, profile_parts, profile_telling, steps
from intake.models import WorkExperience, WorkProfile
from intake.profile_parts import Part
from intake.profile_questions import YES, ProfileContext
from intake.questions import Question
from rmt_portal.audit import bsn
from rmt_portal.lifecycle import SYSTEM, Actor
from rmt_portal.nlds.parts import Answer
from rmt_portal.reference.models import RegionBrand


@dataclass(frozen=True)
class Shown:
    """A question to show; ``conflict`` is the answer of somebody else that came first."""

    part: Part
    form: Question
    profile: WorkProfile
    jobs: list[WorkExperience] = field(default_factory=list)
    conflict: list[Answer] | None = None

    @property
    def status(self) -> int:
        """The status of the page: 409 when somebody else was first."""
        return 200 if self.conflict is None else 409


@dataclass(frozen=True)
class Saved:
    """An answer was kept; ``part`` is what comes next (None: that was the last question), about job ``item``."""

    part: Part | None
    item: int | None = None


@dataclass(frozen=True)
class Page:
    """One question about one person, filled in by ``actor``; ``sensitive``: the sensitive questions are asked too."""

    profile: WorkProfile
    part: Part
    item: int | None
    brand: RegionBrand
    actor: Actor = SYSTEM
    sensitive: bool = True

    def show(self) -> Shown:
        """Show the question with the answer that stands in the profile."""
        form = self._form()
        form.initial = steps.as_initial(form, self.part.read(self.profile, self.item))
        return self._shown(form)

    def answer(self, request: HttpRequest) -> Shown | Saved:
        """Keep the posted answer, or show the question again: with what is wrong, or what somebody else answered.

        Raises:
            Refused: the actor may not do this with this client.
            TooManyJobs: there are enough jobs.
            WorkProfile.DoesNotExist: the person was taken out meanwhile.
        """
        form = self._form(request.POST)
        if not form.is_valid():
            return self._shown(form)
        values, mark = form.to_remember(), request.POST.get("concept", "")
        client_id, who = self.profile.client_id, self.actor
        try:
            profile = profile_telling.tell(
                client_id, self.part, values, mark=mark, actor=who, item=self.item, request=request
            )
        except profile_telling.ChangedMeanwhile as first:
            return replace(self, profile=first.profile)._beside(request.POST)
        bsn.note_denied(
            form, request, "intake.workprofile", [profile.pk],
            action="work_profile.bsn_denied", client_ids=[client_id], actor=who,
        )  # fmt: skip
        return replace(self, profile=profile)._next(values)

    def in_words(self) -> list[Answer]:
        """Return the stored answer as people read it."""
        if self.part.slug == "werk":
            return [Answer(_("Werk"), [job.in_words for job in self._jobs()])]
        stored = self.part.read(self.profile, self.item)
        return answers_in_words.of_form(self._form(steps.as_posted(self._form(), stored))) or []

    def _beside(self, posted: QueryDict) -> Shown:
        """Show what was typed again, beside what stands there now; sending it again keeps what was typed."""
        again = posted.copy()
        again["concept"] = profile_parts.mark(self.part, self.profile, self.item)
        return self._shown(self._form(again), conflict=self.in_words())

    def _next(self, values: dict[str, Any]) -> Saved:
        by_slug, profile, slug = profile_parts.BY_SLUG, self.profile, self.part.slug
        if slug == "werk" and values["more"] == YES:
            return Saved(by_slug["baan"])
        if slug == "baan" and (unclear := profile_answers.unclear_job(profile, values["occupation"])):
            return Saved(by_slug["baan-kiezen"], unclear)
        if slug in ("baan", "baan-kiezen"):
            return Saved(by_slug["werk"])
        return Saved(profile_parts.next_after(self.part, profile, sensitive=self.sensitive))

    def _form(self, data: Any = None) -> Question:
        return self.part.form(data, context=ProfileContext(self.brand, profile=self.profile, item=self.item))

    def _shown(self, form: Question, conflict: list[Answer] | None = None) -> Shown:
        form.initial["concept"] = profile_parts.mark(self.part, self.profile, self.item)
        jobs = self._jobs() if self.part.slug == "werk" else []
        return Shown(self.part, form, self.profile, jobs, conflict)

    def _jobs(self) -> list[WorkExperience]:
        return list(self.profile.experiences.select_related("occupation"))
