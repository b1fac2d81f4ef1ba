"""``manage.py migrate`` as the role that owns the tables."""

from django.core.management.base import CommandParser
from django.core.management.commands.migrate import Command as DjangoCommand


class Command(DjangoCommand):
    """Django's own command, with ``owner`` as its database unless another one is named."""

    def add_arguments(self, parser: CommandParser) -> None:
        """Take Django's arguments; only the default of ``--database`` differs."""
        super().add_arguments(parser)
        parser.set_defaults(database="owner")
