"""The tables about partners people keep up: whom to call, what was agreed, and how an organisation signs in."""

from __future__ import annotations

from typing import Any, ClassVar

from allauth.socialaccount.models import SocialAccount
from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from partners.models import Agreement, OrganisationContact, Role, SignOn, SignOnDomain
from partners.sign_on import outward, trying
from rmt_portal.admin_base import WorkplaceModelAdmin
from rmt_portal.audit import log
from rmt_portal.audit.models import Result
from rmt_portal.workplace.scoped_admin import ScopedAdmin, own_organisations, own_regions


@admin.register(OrganisationContact)
class OrganisationContactAdmin(ScopedAdmin):
    """Whom to call at the own organisation."""

    deletable = True
    scope_field, scope = "organisation", own_organisations
    list_display = ["name", "organisation", "about", "phone", "reachable"]
    search_fields = ["name", "organisation__name"]


@admin.register(Agreement)
class AgreementAdmin(ScopedAdmin):
    """What the region agreed with a partner about data; shown to who refers."""

    readers = frozenset({Role.ADMINISTRATOR.value})
    writers = frozenset({Role.COORDINATOR.value, Role.PRIVACY_OFFICER.value})
    scope_field, scope = "region", own_regions
    list_display = ["organisation", "purpose", "layer", "legal_basis", "valid_from", "valid_until"]
    list_filter = ["purpose", "legal_basis"]
    search_fields = ["organisation__name", "data"]

    def formfield_for_foreignkey(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Offer the partners of the own regions, not only the own organisation."""
        own = own_regions(request)
        if db_field.name == "organisation":
            partners = db_field.related_model.objects.filter(is_active=True)
            kwargs["queryset"] = partners if own is None else partners.filter(regions__in=own).distinct()
            return WorkplaceModelAdmin.formfield_for_foreignkey(self, db_field, request, **kwargs)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class SignOnForm(forms.ModelForm):
    """A sign-on with its domains, one a line."""

    domains_text = forms.CharField(
        label=_("e-maildomeinen"), help_text=_("Een op elke regel, zoals doetinchem.nl."), widget=forms.Textarea
    )

    class Meta:
        model = SignOn
        fields = [
            "organisation", "slug", "issuer", "portal_id", "secret_name", "vouches_for_addresses",
            "enforces_second_factor", "accepted_acr", "accepted_amr", "is_required", "is_active",
        ]  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.fields["domains_text"].initial = "\n".join(self.instance.domains.values_list("domain", flat=True))

    def clean_issuer(self) -> str:
        """Take an address the portal may ask; another server gives people other subjects, so it needs a new row."""
        issuer: str = self.cleaned_data["issuer"].strip()
        if not outward.may_ask(issuer) or "?" in issuer:
            raise ValidationError(_("Vul een adres in dat begint met https:// en buiten ons eigen netwerk ligt."))
        bound = self.instance.pk and SocialAccount.objects.filter(provider=self.instance.provider_key).exists()
        if bound and issuer != self.instance.issuer:
            raise ValidationError(_("Er logden al mensen in. Zet deze uit en maak voor de nieuwe server een nieuwe."))
        return issuer

    def clean_domains_text(self) -> list[str]:
        """Read the domains; one belongs to one organisation."""
        wanted = sorted({line.strip().lower().lstrip("@") for line in self.cleaned_data["domains_text"].split()})
        for domain in wanted:
            if not SignOnDomain(domain=domain).has_form:
                raise ValidationError(_("%(domain)s is geen domein.") % {"domain": domain})
        taken = SignOnDomain.objects.filter(domain__in=wanted).exclude(sign_on=self.instance.pk).first()
        if taken is not None:
            raise ValidationError(_("%(domain)s hoort al bij een andere organisatie.") % {"domain": taken.domain})
        return wanted


@admin.register(SignOn)
class SignOnAdmin(WorkplaceModelAdmin):
    """How people of an organisation sign in with the account of their work; for the administrator of the system."""

    readers: ClassVar[frozenset[str]] = frozenset()
    writers: ClassVar[frozenset[str]] = frozenset()
    form = SignOnForm
    list_display = ["organisation", "slug", "issuer", "enforces_second_factor", "is_required", "is_active"]
    list_filter = ["is_active"]
    change_form_template = "workplace/sign_on_form.html"

    def response_add(self, request: HttpRequest, obj: SignOn, post_url_continue: str | None = None) -> HttpResponse:
        """Go on, after trying the connection when that was asked."""
        return self._tried(request, obj) if "_try" in request.POST else super().response_add(request, obj)

    def response_change(self, request: HttpRequest, obj: SignOn) -> HttpResponse:
        """Go on, after trying the connection when that was asked."""
        return self._tried(request, obj) if "_try" in request.POST else super().response_change(request, obj)

    def _tried(self, request: HttpRequest, sign_on: SignOn) -> HttpResponse:
        """Say in words what works and what does not, above the form; the secret is shown nowhere."""
        found = trying.try_out(request, sign_on)
        why = [finding.why for finding in found if finding.why]
        log.record(
            "sign_on.try",
            object_kind="partners.signon",
            object_ids=[sign_on.pk],
            result=Result.REFUSED if why else Result.OK,
            reasons=why,
            organisation_id=sign_on.organisation_id,
            request=request,
        )
        for finding in found:
            if finding.why:
                messages.error(request, f"{finding.what}: {_('nee')}. {trying.TROUBLE[finding.why]}")
            else:
                messages.success(request, f"{finding.what}: {_('ja')}.")
        return HttpResponseRedirect(reverse("admin:partners_signon_change", args=[sign_on.pk]))

    def save_model(self, request: HttpRequest, obj: SignOn, form: Any, change: bool) -> None:
        """Save the sign-on and its domains."""
        super().save_model(request, obj, form, change)
        wanted = set(form.cleaned_data["domains_text"])
        obj.domains.exclude(domain__in=wanted).delete()
        have = set(obj.domains.values_list("domain", flat=True))
        SignOnDomain.objects.bulk_create(SignOnDomain(sign_on=obj, domain=domain) for domain in sorted(wanted - have))
