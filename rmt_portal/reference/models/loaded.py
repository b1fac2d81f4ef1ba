"""Which files filled the reference data."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class LoadedFile(models.Model):
    """Which file filled the reference data: shown to administrators, and the reason why a later load of the starter
    set leaves alone what an official file of the same name has brought."""

    path = models.CharField(_("bestand"), max_length=120, unique=True)
    is_starter = models.BooleanField(_("uit de startset"))
    sha256 = models.CharField(max_length=64)
    lines = models.PositiveIntegerField(_("regels"))
    rejected = models.PositiveIntegerField(_("geweigerd"))
    loaded_at = models.DateTimeField(_("geladen op"))

    class Meta:
        ordering = ["path"]
        verbose_name = _("geladen bestand")
        verbose_name_plural = _("geladen bestanden")

    def __str__(self) -> str:
        return self.path
