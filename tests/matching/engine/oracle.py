"""The engine's rules once more, written out slowly in plain Python: what the compiled code must agree with."""

import math

from matching.engine.fit import World
from matching.engine.gates import Gate, Reason
from matching.engine.inputs import Jobs, People
from matching.engine.weights import NAMES, Weights

KINDS, FIT_FROM, FIT_FULL = 0.6, 0.015, 0.035
CONTRACT = {1: 1.0, 2: 0.5, 3: 0.3, 4: 0.8}


def asked(world: World, occupation: int, ticked: frozenset[int] = frozenset()) -> dict[int, float]:
    """Importance per skill; where some were ticked as what matters, those are essential and all others optional."""
    row = {int(s): float(v) for s, v in zip(*world.taxonomy.skills.row(occupation), strict=True)}
    return dict.fromkeys(row, 0.5) | dict.fromkeys(ticked, 1.0) if ticked else row


def ticked_in(jobs: Jobs, j: int) -> frozenset[int]:
    return frozenset(map(int, jobs.own_skills.row(j)[0]))


def groups_of(
    world: World, occupation: int, least: float = 0.0, ticked: frozenset[int] = frozenset()
) -> dict[int, float]:
    """Importance per skill group of an occupation."""
    found: dict[int, float] = {}
    for skill, importance in asked(world, occupation, ticked).items():
        if importance >= least:
            for group in world.taxonomy.skill_groups.row(skill)[0]:
                found[int(group)] = found.get(int(group), 0.0) + importance
    return found


def idf(rows: list[set[int]], feature: int) -> float:
    return math.log(len(rows) / max(1, sum(feature in row for row in rows))) + 1e-3


def needs(world: World, occupation: int, ticked: frozenset[int] = frozenset()) -> dict[int, float]:
    """Share of each skill in what an occupation needs."""
    rows = [set(map(int, world.taxonomy.skills.row(o)[0])) for o in range(world.taxonomy.size)]
    weight = {skill: value * idf(rows, skill) for skill, value in asked(world, occupation, ticked).items()}
    total = sum(weight.values())
    return {skill: value / total for skill, value in weight.items()}


def kinds(world: World, occupation: int, ticked: frozenset[int] = frozenset()) -> dict[int, float]:
    rows = [set(groups_of(world, o)) for o in range(world.taxonomy.size)]
    weight = {g: math.log1p(v) * idf(rows, g) for g, v in groups_of(world, occupation, ticked=ticked).items()}
    length = math.sqrt(sum(v * v for v in weight.values()))
    return {g: v / length for g, v in weight.items()} if length else {}


def fit(world: World, held: int, work: int, ticked: frozenset[int] = frozenset()) -> float:
    """Fit of two occupations, NaN when a side has no skills."""
    have, need = needs(world, held), needs(world, work, ticked)
    if not have or not need:
        return math.nan
    mine, other = kinds(world, held), kinds(world, work, ticked)
    covered = sum(share for skill, share in need.items() if skill in have)
    return (1 - KINDS) * covered + KINDS * sum(value * mine.get(group, 0.0) for group, value in other.items())


def history_of(people: People, n: int) -> list[int]:
    return [int(o) for o in people.history.row(n)[0]]


def skills_history(world: World, people: People, n: int, work: int, ticked: frozenset[int]) -> float:
    need = needs(world, work, ticked)
    if not need:
        return math.nan
    history = history_of(people, n)
    known = [fit(world, held, work, ticked) * 0.9**back for back, held in enumerate(history)]
    known = [value for value in known if not math.isnan(value)]
    in_history = {skill for held in history for skill in needs(world, held)}
    extra = [s for s in map(int, people.has_skills.row(n)[0]) if s not in in_history]
    denied = [s for s in map(int, people.lacks_skills.row(n)[0]) if s in in_history]
    if not extra and not denied:
        return max(known, default=math.nan)
    change = sum(need.get(s, 0.0) for s in extra) - sum(need.get(s, 0.0) for s in denied)
    return min(1.0, max(0.0, max(known, default=0.0) + (1 - KINDS) * change))


def kilometres(people: People, jobs: Jobs, n: int, j: int) -> float:
    a, b, c, d = (
        math.radians(float(v)) for v in (people.latitude[n], people.longitude[n], jobs.latitude[j], jobs.longitude[j])
    )
    h = math.sin((c - a) / 2) ** 2 + math.cos(a) * math.cos(c) * math.sin((d - b) / 2) ** 2
    return 2 * 6371.0 * math.asin(math.sqrt(h)) if not math.isnan(h) else math.nan


def bounds(low: float, high: float) -> tuple[float, float]:
    return (high if math.isnan(low) else low), (low if math.isnan(high) else high)


def level_asked(world: World, jobs: Jobs, j: int) -> float:
    stated, o = float(jobs.education[j]), int(jobs.occupation[j])
    return stated if not math.isnan(stated) else float(world.taxonomy.education[o]) if o >= 0 else math.nan


def components(world: World, people: People, jobs: Jobs, n: int, j: int) -> dict[str, float]:
    """Component values by name."""
    o, history, ticked = int(jobs.occupation[j]), history_of(people, n), ticked_in(jobs, j)
    c = dict.fromkeys(NAMES, math.nan)
    if o >= 0:
        if history:
            c["skills_last"] = fit(world, history[0], o, ticked)
            if world.moves.shape[0] > 1:
                c["moves"] = float(world.moves[world.unit[history[0]], world.unit[o]])
        c["skills_history"] = skills_history(world, people, n, o, ticked)
        part = min(1.0, max(0.0, (c["skills_history"] - FIT_FROM) / (FIT_FULL - FIT_FROM)))
        if not math.isnan(c["skills_history"]):
            c["demand"], c["hires"] = float(world.demand[o]) * part, float(world.hires[o]) * part
        wanted = zip(*people.wanted.row(n), strict=True)
        goals = [fit(world, int(goal), o, ticked) * float(want) for goal, want in wanted]
        c["wishes"] = max((goal for goal in goals if not math.isnan(goal)), default=math.nan)
    step = level_asked(world, jobs, j) - float(people.education[n])
    c["education"] = max(0.0, 1 - max(0.5 * step, -0.1 * step)) if not math.isnan(step) else math.nan
    km = kilometres(people, jobs, n, j)
    c["travel"] = math.nan if math.isnan(km) else 1.0 if km <= 3 else max(0.0, 1 - math.log(km / 3) / math.log(40 / 3))
    low, high = bounds(float(people.hours_min[n]), float(people.hours_max[n]))
    least, most = bounds(float(jobs.hours_min[j]), float(jobs.hours_max[j]))
    wish = (low + high) / 2
    nearest = min(max(wish, least), most)
    c["hours"] = min(nearest, wish) / max(nearest, wish) if not math.isnan(wish + least) else math.nan
    sides = [CONTRACT.get(int(jobs.contract[j]), math.nan), (float(jobs.outlook[j]) + 1) / 2]
    sides = [side for side in sides if not math.isnan(side)]
    c["durable"] = sum(sides) / len(sides) if sides else math.nan
    pay_low, pay_high = bounds(float(jobs.wage_min[j]), float(jobs.wage_max[j]))
    ratio = (pay_low + pay_high) / 2 / float(people.wage[n])
    c["wage"] = min(1.0, max(0.0, (ratio - 0.7) / 0.3)) if not math.isnan(ratio) else math.nan
    return c


def reasons(world: World, people: People, jobs: Jobs, n: int, j: int) -> Reason:  # noqa: PLR0912
    """Why a gate came out as it did."""
    found = Reason(0)
    bridges, o, history = world.bridges, int(jobs.occupation[j]), history_of(people, n)
    if not jobs.is_open[j]:
        found |= Reason.CLOSED
    for bit in range(64):
        if int(jobs.requires[j]) >> bit & 1 and not int(people.requirements[n]) >> bit & 1:
            if bridges.requirement_months[bit] <= bridges.horizon_months:
                found |= Reason.REQUIREMENT_BRIDGEABLE
            else:
                found |= Reason.LEGAL_REQUIREMENT if bridges.requirement_is_legal[bit] else Reason.REQUIREMENT_WANTED
    if kilometres(people, jobs, n, j) > people.max_km[n]:
        found |= Reason.TOO_FAR
    least, most = bounds(float(jobs.hours_min[j]), float(jobs.hours_max[j]))
    if most < people.hours_min[n]:
        found |= Reason.TOO_FEW_HOURS
    if least > people.hours_max[n]:
        found |= Reason.TOO_MANY_HOURS
    if int(jobs.shifts[j]) & int(people.shifts_refused[n]):
        found |= Reason.SHIFTS
    short = level_asked(world, jobs, j) - float(people.education[n])
    if short >= 1.5 and not math.isnan(jobs.education[j]) and not jobs.teaches[j]:
        found |= Reason.EDUCATION_FAR
    elif short >= 0.75:
        found |= Reason.EDUCATION_STEP
    held = {group for occupation in history for group in groups_of(world, occupation)}
    held |= {int(g) for skill in people.has_skills.row(n)[0] for g in world.taxonomy.skill_groups.row(int(skill))[0]}
    if o >= 0 and held:
        found |= skill_reason(world, o, held, bool(jobs.teaches[j]), ticked_in(jobs, j))
    if int(jobs.demands[j]) & int(people.limits[n]):
        found |= Reason.ADAPT
    return found


def skill_reason(world: World, occupation: int, held: set[int], teaches: bool, ticked: frozenset[int]) -> Reason:
    need = groups_of(world, occupation, 0.75, ticked)
    rows = [set(groups_of(world, o, 0.75)) for o in range(world.taxonomy.size)]
    weight = {g: v * idf(rows, g) for g, v in need.items()}
    total = sum(weight.values())
    enough = sum(v for g, v in weight.items() if g in held)
    learnt = sum(v for g, v in weight.items() if g not in held and world.bridges.group_months[g] <= 12)
    if not need or enough / total >= 0.5:
        return Reason(0)
    return Reason.SKILLS_TRAINABLE if teaches or (enough + learnt) / total >= 0.5 else Reason.SKILLS_MISSING


def gate(why: Reason) -> Gate:
    if why & 0xFF:
        return Gate.NOT_NOW
    return Gate.WITH_TRAINING if why & 0xFF00 else Gate.NOW


def score(values: dict[str, float], weights: Weights) -> float:
    known = {name: value for name, value in values.items() if not math.isnan(value)}
    weight = sum(weights.values[name] for name in known)
    return sum(weights.values[name] * value for name, value in known.items()) / weight if weight else math.nan
