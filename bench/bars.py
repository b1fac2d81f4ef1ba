"""What was found beside what it may be at most."""

from collections.abc import Mapping


def told(found: Mapping[str, float], most: Mapping[str, float]) -> int:
    """Print each figure, with its bar where it has one; return 1 when one is above it, the exit code."""
    for name, value in found.items():
        bar = f"  (bar {most[name]:g})" if name in most else ""
        print(f"{name:>38}: {value:8.2f}{bar}")
    missed = [name for name, bar in most.items() if found[name] > bar]
    print(f"missed: {', '.join(missed)}" if missed else "every bar is met")
    return 1 if missed else 0
