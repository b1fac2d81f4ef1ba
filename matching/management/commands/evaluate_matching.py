"""How well the ranking finds the next occupation of people who changed jobs."""

import json
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from matching import evaluation, evaluation_fits
from matching.engine.weights import default_weights


class Command(BaseCommand):
    """Ranks all ISCO-08 unit groups for every row of a file of observed moves, with the product's own scoring."""

    help = (
        "Evaluate the ranking on a file of observed moves (education, history, origin, destination, destination_isco4)."
    )

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Say which file, and what besides the figures."""
        parser.add_argument("moves", type=Path, help="CSV with observed moves")
        parser.add_argument("--json", action="store_true", help="end with one line of JSON")
        parser.add_argument(
            "--cross-validate", action="store_true", help="also with the table of hires fitted on other persons only"
        )
        parser.add_argument("--ablation", action="store_true", help="also without each component (takes a minute)")
        parser.add_argument("--calibration", action="store_true", help="also what the three words are worth")
        parser.add_argument(
            "--fit-hires", type=Path, metavar="FILE", help="write the table of hires fitted on this file"
        )

    def handle(self, *args: Any, **options: Any) -> None:
        """Print a table, the reports asked for, and the JSON as last line."""
        try:
            ground = evaluation.read_ground()
            moves = evaluation.read_moves(options["moves"], ground)
        except (evaluation.BadMovesFileError, OSError) as problem:
            raise CommandError(str(problem)) from problem
        weights = default_weights()
        scores = evaluation.unit_scores(moves, ground, weights)
        found = evaluation.report(scores, moves, ground)
        error = evaluation.spread(evaluation.ranks(scores, moves, ground), moves.person)
        self._rows(f"All {found['n']} moves", {"model": found["model"], "  standard error": error} | found["baselines"])
        narrow = found["use_case"]
        if narrow["n"]:
            rows = {"model": narrow["model"]} | narrow["baselines"]
            self._rows(f"Use case: from shrinking to shortage, {narrow['n']} moves", rows)
        if options["cross_validate"]:
            crossed = evaluation_fits.cross_validated(moves, ground, weights)
            self._rows("Cross-validated: hires fitted on other persons", crossed)
        if options["ablation"]:
            self._rows("Without a component, cross-validated", evaluation_fits.ablation(moves, ground, weights))
        if options["calibration"]:
            self._rows("What the three words are worth", evaluation_fits.calibration(moves, ground, weights))
        if options["fit_hires"]:
            evaluation_fits.write_hires(evaluation_fits.fit_hires(moves, ground), options["fit_hires"])
        if options["json"]:
            self.stdout.write(json.dumps(found))

    def _rows(self, title: str, rows: dict[str, dict[str, float]]) -> None:
        names = list(next(iter(rows.values())))
        self.stdout.write(f"\n{title}\n{'':24}" + "".join(f"{name:>16}" for name in names))
        for label, row in rows.items():
            self.stdout.write(f"{label:24}" + "".join(f"{row[name]:16.3f}" for name in names if name in row))
