"""Show who can log in on the demo, with the code of this moment."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from partners import demo


class Command(BaseCommand):
    """``manage.py demo_logins``."""

    help = "Toont de log-ins van de demo met de code van nu."

    def handle(self, *args: Any, **options: Any) -> None:
        """Show a line per person."""
        try:
            log_ins = demo.log_ins()
        except demo.NotADemo as error:
            raise CommandError(str(error)) from error
        if not log_ins:
            raise CommandError("Er zijn nog geen medewerkers: manage.py seed_demo_people")
        width = max(len(log_in.email) for log_in in log_ins)
        self.stdout.write(f'Wachtwoord van iedereen: "{demo.PASSWORD}"')
        for log_in in log_ins:
            self.stdout.write(f"  {log_in.email:<{width}}  code {log_in.code}  {log_in.who}")
        self.stdout.write("Een code werkt één keer en een halve minuut. Nieuwe codes: manage.py demo_logins")
