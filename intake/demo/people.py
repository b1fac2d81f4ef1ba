"""Who the fictional people are: names, former work and wishes, drawn with a fixed seed. Nobody of these exists."""

import random
from dataclasses import dataclass
from datetime import date
from typing import Any

FIRST_NAMES = (
    "Anna", "Sami", "Joke", "Mehmet", "Willemijn", "Kasia", "Bram", "Fenna", "Youssef", "Ineke", "Daan", "Olena",
    "Gerrit", "Samira", "Tom", "Zoë", "Henk", "Amal", "Piotr", "Lotte", "Mustafa", "Riet", "Ahmed", "Björk", "Niels",
    "Truus", "Elif", "Sander", "Mila", "Johan", "Fatma", "Ruud", "Noor", "Hassan", "Dinie", "Jeroen", "Aleksandra",
    "Wout", "Selma", "Freek",
)  # fmt: skip
LAST_NAMES = (
    "Wiggers", "te Winkel", "van 't Hof", "Jansen", "Yılmaz", "Nowak", "ter Horst", "El Amrani", "Bosman",
    "van der Berg", "Kuiper", "Shevchenko", "de Vries-van der Berg", "Hoitink", "Al-Hasan", "Kemper", "O’Brien",
    "Schuurman", "d’Ancona", "Wensink", "in 't Veld", "Demir", "Lammers", "Wójcik", "van de Pol", "Mohamed", "Ng",
    "Grotenhuis", "IJsselstein", "Rensink", "Özdemir", "Heusinkveld", "Kaya", "Lurvink", "ten Have", "Núñez",
)  # fmt: skip
MOMENTS = ("", "", "", "'s ochtends", "na 4 uur", "op woensdag", "liever 's avonds", "als de kinderen op school zijn")


def luck_of(*about: object) -> random.Random:
    """Return the draw for somebody fictional: the same words give the same luck every time, and need no secret."""
    return random.Random(":".join(map(str, about)))  # noqa: S311 - fictional people need no secret


@dataclass(frozen=True)
class Work:
    """Former work in everyday words, with the branch and how often it occurs among the demo people."""

    words: str
    sector: str
    weight: int


WORK = (
    Work("ober", "I", 14), Work("kok", "I", 8), Work("barkeeper", "I", 4), Work("keukenhulp", "I", 8),
    Work("receptionist", "I", 6), Work("kamermeisje", "I", 5), Work("kassière", "G", 14),
    Work("verkoopmedewerker", "G", 14), Work("vakkenvuller", "G", 8), Work("winkelmanager", "G", 4),
    Work("schoonmaker", "N", 14), Work("beveiliger", "N", 4), Work("medewerker reisbureau", "N", 4),
    Work("administratief medewerker", "M", 14), Work("secretaresse", "M", 8), Work("boekhouder", "M", 5),
    Work("telefonist", "N", 5), Work("bankmedewerker", "K", 5), Work("verzekeringsadviseur", "K", 3),
    Work("productiemedewerker", "C", 10), Work("inpakker", "C", 5), Work("drukker", "C", 3), Work("naaister", "C", 2),
    Work("kapper", "S", 5), Work("postbode", "H", 4), Work("taxichauffeur", "H", 3), Work("magazijnmedewerker", "H", 6),
    Work("journalist", "J", 2), Work("sportinstructeur", "R", 2), Work("tuinman", "A", 3),
)  # fmt: skip
SITUATIONS = {"lost": 48, "may_lose": 22, "self_employed": 10, "employed": 12, "other": 8}
WISHES = {"other_work": 60, "training": 30, "career_advice": 25, "money": 8, "unknown": 10}
ALSO_TRUE = {"benefit": 35, "language": 12, "job_agreement": 6}
HOURS: tuple[list[str], ...] = (
    ["32-40"],
    ["32-40"],
    ["24-32"],
    ["24-32", "32-40"],
    ["16-24"],
    ["16-24", "24-32"],
    ["0-16"],
    [],
)
TRANSPORT = (["bicycle"], ["bicycle", "public"], ["car"], ["car", "bicycle"], ["public"], ["moped"])
MINUTES = ("15", "30", "30", "45", "45", "60", "none")
LETTERS = "ABCDEGHJKLMNPRSTVWXZ"


class Cast:
    """Draws people one after the other; the same seed, year and postcodes give the same people."""

    def __init__(self, seed: int, year: int, postcodes: list[str]) -> None:
        """``postcodes`` are the four-digit codes people live at; ``year`` is this year, for their ages."""
        self.random = luck_of(seed)
        self.year = year
        self.postcodes = postcodes

    def work(self) -> Work:
        """Draw former work."""
        return self.random.choices(WORK, weights=[work.weight for work in WORK])[0]

    def answers(self, number: int, work: Work, age: int) -> dict[str, Any]:
        """Return the answers of one person, as the forms of the registration clean them."""
        first, last = self.random.choice(FIRST_NAMES), self.random.choice(LAST_NAMES)
        has_email = self.random.random() < 0.85
        never_worked = age < 20 and self.random.random() < 0.3
        return {
            "naam": {"first_name": first, "last_name": last},
            "bereiken": {
                "phone": f"+3185000{1000 + number:04d}",
                "email": f"kandidaat{number}@post.example" if has_email else "",
                "contact_way": self.random.choice(["call", "call", "whatsapp", "mail"]) if has_email else "call",
                "contact_moment": self.random.choice(MOMENTS),
            },
            "postcode": {"postcode": self._postcode(), "no_address": False},
            "situatie": {"situation": self._one_of(SITUATIONS)},
            "extra": {"also_true": self._some_of(ALSO_TRUE) + (["young"] if age < 27 else [])},
            "geboortedatum": {"birth_date": self._birth_date(age)},
            "beroep": {
                "occupation": "" if never_worked else work.words,
                "never_worked": never_worked,
                "years": None if never_worked else self.random.randint(0, max(0, min(30, age - 18))),
            },
            "sector": {"sector": work.sector},
            "zoeken": {"wishes": self._some_of(WISHES) or ["other_work"]},
            "uren": {
                "hours": self.random.choice(HOURS),
                "transport": self.random.choice(TRANSPORT),
                "max_minutes": self.random.choice(MINUTES),
            },
            "delen": {},
        }

    def age(self) -> int:
        """Draw an age."""
        return min(66, max(18, round(self.random.gauss(42, 13))))

    def _postcode(self) -> str:
        letters = self.random.choice(LETTERS) + self.random.choice("BCEGHJKLMNPRTVWXZ")
        return f"{self.random.choice(self.postcodes)} {letters}"

    def _birth_date(self, age: int) -> str:
        born = date(self.year - age, self.random.randint(1, 12), self.random.randint(1, 28))
        return born.isoformat() if self.random.random() < 0.8 else ""

    def _one_of(self, weights: dict[str, int]) -> str:
        return self.random.choices(list(weights), weights=list(weights.values()))[0]

    def _some_of(self, percentages: dict[str, int]) -> list[str]:
        return [value for value, percent in percentages.items() if self.random.random() * 100 < percent]
