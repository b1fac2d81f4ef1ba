"""Say again why work fits (or does not fit) somebody: from what was frozen, from a run, or worked out now."""

from argparse import ArgumentParser
from dataclasses import dataclass
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from intake.models import Case, Client, WorkProfile
from matching import facts
from matching.decisions import freezing
from matching.explanations import Stored, explain
from matching.models import FrozenExplanation, MatchList, MatchRun, Vacancy

MOST_DIGITS = 18
"""More digits than that is no number of a row."""


@dataclass(frozen=True)
class Told:
    """An explanation with where it comes from."""

    source: str
    words: dict[str, Any]
    gate: int
    reasons: int
    score: float | None
    confidence: float
    components: dict[str, float]
    weights: dict[str, float]
    versions: str


class Command(BaseCommand):
    """``manage.py explain CLIENT VACANCY [--run N] [--full]``."""

    help = "Print why a vacancy fits a client: in sentences, and with --full every component with its contribution."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Take a client (number of the dossier or id), a vacancy (id or number at its source) and a run."""
        parser.add_argument("client", help="number of the dossier (RA-2026-0001) or id of the client")
        parser.add_argument("vacancy", help="id of the vacancy, or its number at the source")
        parser.add_argument("--run", type=int, help="tell it as this run did")
        parser.add_argument("--full", action="store_true", help="with values, weights and contributions, for staff")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the explanation and print it."""
        client = _client(options["client"])
        vacancy = freezing.vacancy_of(client.region_id, options["vacancy"])
        if vacancy is None:
            raise CommandError(f"there is no vacancy {options['vacancy']} in region {client.region.code}")
        told = _of_run(client, vacancy, options["run"]) if options["run"] else _newest(client, vacancy)
        for line in _sentences(told):
            self.stdout.write(line)
        if options["full"]:
            for line in _full(told):
                self.stdout.write(line)


def _client(key: str) -> Client:
    clients = Client.objects.select_related("region")
    case = Case.objects.filter(reference__iexact=key).first()
    number = case.client_id if case else int(key) if key.isdecimal() and len(key) < MOST_DIGITS else 0
    found = clients.filter(pk=number).first()
    if found is None:
        raise CommandError(f"there is no client {key}")
    return found


def _of_run(client: Client, vacancy: Vacancy, run_id: int) -> Told:
    run = MatchRun.objects.filter(pk=run_id).first()
    if run is None:
        raise CommandError(f"there is no run {run_id}")
    frozen = _frozen(client, vacancy).filter(run=run).first()
    if frozen is not None:
        return _from_frozen(frozen)
    found = freezing.told_in_run(client.pk, vacancy.pk, run)
    if found is None:
        listed = MatchList.objects.filter(client=client, run=run).exists()
        raise CommandError(
            f"run {run_id} did not list this vacancy for this client"
            if listed
            else f"the lists of run {run_id} were pruned, and this pair was never shown or decided on"
        )
    return _from_run(run, *found)


def _newest(client: Client, vacancy: Vacancy) -> Told:
    """Return what was frozen last; else what the current list says; else work it out now."""
    frozen = _frozen(client, vacancy).first()
    if frozen is not None:
        return _from_frozen(frozen)
    current = MatchList.objects.current_for(client.pk)
    found = freezing.told_in_run(client.pk, vacancy.pk, current.run) if current else None
    return _from_run(current.run, *found) if current and found else _from_engine(client, vacancy)


def _frozen(client: Client, vacancy: Vacancy) -> Any:
    return FrozenExplanation.objects.filter(client=client, vacancy=vacancy).exclude(words={})


def _from_frozen(frozen: FrozenExplanation) -> Told:
    when = timezone.localtime(frozen.frozen_at)
    place = f", plaats {frozen.rank}" if frozen.rank else ""
    return Told(
        source=f"Vastgelegd op {when:%d-%m-%Y %H:%M}"
        + (f", uit berekening {frozen.run_id}{place}" if frozen.run_id else ", apart uitgerekend"),
        words=frozen.words,
        gate=frozen.gate,
        reasons=frozen.reasons,
        score=frozen.score,
        confidence=frozen.confidence,
        components=frozen.components,
        weights=frozen.weights,
        versions=f"motor {frozen.engine}, gewichten {frozen.weight_set_id}, profiel {frozen.profile_version}, "
        f"vacature {frozen.vacancy_version}",
    )


def _from_run(run: MatchRun, pair: Stored, words: dict[str, Any]) -> Told:
    versions = f"motor {run.inputs['engine']}, gewichten {run.weight_set_id}"
    return _told(f"Uit berekening {run.pk}, in woorden van nu", pair, words, run.weight_set.weights, versions)


def _from_engine(client: Client, vacancy: Vacancy) -> Told:
    from matching.decisions import why_not  # noqa: PLC0415 only here the compiler is needed
    from matching.engine.weights import ENGINE_VERSION  # noqa: PLC0415
    from matching.weights import published as published_weights  # noqa: PLC0415

    profile = (
        WorkProfile.objects.select_related("client__municipality", "last_sector__section").filter(client=client).first()
    )
    if profile is None:
        raise CommandError("this client has no work profile, so there is nothing to explain")
    pair = why_not.pair_now(profile, vacancy)
    words = freezing.words_of(explain(pair, facts.read(profile, [vacancy.pk])))
    weight_set = published_weights.for_region(client.region_id)
    versions = f"motor {ENGINE_VERSION}, gewichten {weight_set.pk}, profiel {profile.version}"
    return _told("Staat niet in de lijst; nu uitgerekend", pair, words, weight_set.weights, versions)


def _told(source: str, pair: Stored, words: dict[str, Any], weights: dict[str, float], versions: str) -> Told:
    score = None if pair.score != pair.score else pair.score
    return Told(
        source, words, pair.gate, pair.reasons, score, pair.confidence, dict(pair.components), dict(weights), versions
    )


def _sentences(told: Told) -> list[str]:
    words = told.words
    head = f"{words['title']}, {words['employer'] or 'werkgever onbekend'}, {words['place']}"
    lines = [head, words["word"], *filter(None, [words["from_to"]]), *words["facts"], "", "Waarom:"]
    lines += [f"- {reason}" for reason in words["reasons"]]
    if words["gate"] or words["missing"]:
        lines += ["Wat er nog nodig is:", *(f"- {reason}" for reason in words["gate"])]
        for gap in words["missing"]:
            gives = "; ".join(gap["services"]) or ("de werkgever leert je dit" if gap["by_employer"] else "")
            lines.append(f"- {gap['what']}: {gives or 'geen opleiding in de menukaart'}")
    lines += [*filter(None, [words["demand"]]), f"Deze kans is {words['confidence']}.", words["not_used"]]
    return lines


def _full(told: Told) -> list[str]:
    lines = ["", f"{told.source} ({told.versions})."]
    lines.append(f"Poort: {freezing.gate_word(told.gate)}; {', '.join(freezing.reason_names(told.reasons)) or 'vrij'}")
    lines.append(f"{'onderdeel':<16}{'waarde':>9}{'gewicht':>9}{'bijdrage':>10}")
    parts = freezing.contributions(told.components, told.weights)
    for part in parts:
        value = "onbekend" if part.value is None else f"{part.value:.4f}"
        lines.append(f"{part.name:<16}{value:>9}{part.weight:>9g}{part.contribution:>10.4f}")
    total = sum(part.contribution for part in parts)
    score = "onbekend" if told.score is None else f"{told.score:.4f}"
    lines.append(f"{'som':<34}{total:>10.4f}")
    lines.append(f"score {score}, {told.confidence:.0%} van het gewicht was bekend")
    return lines
