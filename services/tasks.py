"""What happens by itself."""

from celery import shared_task

from services.figures import drawing


@shared_task(name="services.tasks.draw_figures")
def draw_figures() -> None:
    """Ask for the figures of the month that is over, in every region; again changes nothing."""
    drawing.draw_newest()
