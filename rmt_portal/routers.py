"""Which database role does what."""

from typing import Any


class OwnerOnlyMigrates:
    """Send every query to the serving role and every migration to the role that owns the tables."""

    def db_for_read(self, model: type, **hints: Any) -> str:
        """Read as the serving role."""
        return "default"

    def db_for_write(self, model: type, **hints: Any) -> str:
        """Write as the serving role."""
        return "default"

    def allow_relation(self, obj1: object, obj2: object, **hints: Any) -> bool:
        """Both aliases are the same database."""
        return True

    def allow_migrate(self, db: str, app_label: str, **hints: Any) -> bool:
        """Create and change tables as their owner only."""
        return db == "owner"
