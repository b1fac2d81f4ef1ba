"""The roof and the ground of the portal; see docs/architecture.md."""

from typing import Any


def __getattr__(name: str) -> Any:
    """Give Celery its app as ``rmt_portal.celery_app`` without importing it for everybody else."""
    if name in {"celery_app", "app"}:
        from rmt_portal.celery import app

        return app
    raise AttributeError(name)
