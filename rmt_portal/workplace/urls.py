"""The addresses of the workplace's own pages; all of them hang under the admin site."""

from django.contrib.admin import AdminSite
from django.urls import URLPattern, path

from rmt_portal.workplace import (
    attention_pages,
    candidates,
    consent_pages,
    dossier,
    dossier_actions,
    emergency,
    erasures,
    mailboxes,
    opportunity_urls,
    organisations,
    people,
    people_leaving,
    profile_pages,
    registrations,
    saved_lists,
    summary,
    work_to_work,
)
from rmt_portal.workplace.arrivals import urls as arrivals
from rmt_portal.workplace.budget import urls as budget
from rmt_portal.workplace.employers import urls as employers
from rmt_portal.workplace.figures import urls as figures
from rmt_portal.workplace.grants import urls as grants
from rmt_portal.workplace.outcomes import urls as outcomes
from rmt_portal.workplace.oversight import access_review, client_access, emergency_list, log_search
from rmt_portal.workplace.plans import urls as plans
from rmt_portal.workplace.ranking import urls as ranking
from rmt_portal.workplace.together import urls as together


def pages(site: AdminSite) -> list[URLPattern]:
    """Return the pages, each behind the site's own door."""
    inside = site.admin_view
    return [
        *arrivals.pages(site),
        *employers.pages(site),
        *plans.pages_of(site),
        *grants.pages_of(site),
        *outcomes.pages_of(site),
        *budget.pages_of(site),
        *figures.pages_of(site),
        *ranking.pages(site),
        *together.pages_of(site),
        path("kandidaten/", inside(candidates.candidates), name="candidates"),
        path("kandidaten/mijn/", inside(candidates.candidates), {"mine": True}, name="my_candidates"),
        path("kandidaten/lijsten/", inside(saved_lists.all_lists), name="lists"),
        path("kandidaten/lijsten/bewaar/", inside(saved_lists.save), name="list_save"),
        path("kandidaten/lijsten/<int:pk>/", inside(saved_lists.rename), name="list_rename"),
        path("kandidaten/lijsten/<int:pk>/weg/", inside(saved_lists.remove), name="list_remove"),
        path("aanmeldingen/", inside(registrations.registrations), name="registrations"),
        path("dossier/<uuid:public_id>/", inside(dossier.dossier), name="dossier"),
        path("dossier/<uuid:public_id>/samenvatting/", inside(summary.summary), name="dossier_summary"),
        path("dossier/<uuid:public_id>/delen/", inside(consent_pages.choose), name="dossier_sharing"),
        path(
            "dossier/<uuid:public_id>/delen/<int:organisation>/",
            inside(consent_pages.record),
            name="dossier_sharing_of",
        ),
        path(
            "dossier/<uuid:public_id>/delen/<int:organisation>/brief/",
            inside(consent_pages.letter),
            name="dossier_sharing_letter",
        ),
        path(
            "dossier/<uuid:public_id>/van-werk-naar-werk/",
            inside(work_to_work.work_to_work),
            name="dossier_work_to_work",
        ),
        path("dossier/<uuid:public_id>/contact/", inside(dossier_actions.record_contact), name="dossier_contact"),
        path("dossier/<uuid:public_id>/ritme/", inside(attention_pages.contact_rhythm), name="dossier_rhythm"),
        path("dossier/<uuid:public_id>/uitstel/<slug:slug>/", inside(attention_pages.snooze), name="dossier_snooze"),
        path("dossier/<uuid:public_id>/uitstel/<slug:slug>/stop/", inside(attention_pages.wake), name="dossier_wake"),
        path("dossier/<uuid:public_id>/contactgegevens/", inside(dossier_actions.show_contact), name="show_contact"),
        path("dossier/<uuid:public_id>/neem-over/", inside(dossier_actions.take_over), name="take_over"),
        path("dossier/<uuid:public_id>/nood/", inside(emergency.open_in_emergency), name="dossier_emergency"),
        path(
            "dossier/<uuid:public_id>/werkprofiel/<slug:slug>/",
            inside(profile_pages.profile_question),
            name="dossier_profile",
        ),
        *opportunity_urls.pages(site),
        path("nood/", inside(emergency_list.emergency_list), name="emergencies"),
        path("nood/zoek/", inside(emergency.find), name="emergency_find"),
        path("nood/<int:pk>/beoordeel/", inside(emergency_list.review), name="emergency_review"),
        path("logboek/", inside(log_search.search_log), name="log"),
        path("logboek/bestand/", inside(log_search.export_log), name="log_export"),
        path("logboek/dossier/<uuid:public_id>/", inside(client_access.client_access), name="client_access"),
        path("toegang/", inside(access_review.reviews), name="access_reviews"),
        path("toegang/bestand/", inside(access_review.export), name="access_review_export"),
        path("toegang/<int:organisation>/<int:region>/", inside(access_review.review), name="access_review"),
        path("mailboxen/", inside(mailboxes.mailboxes), name="mailboxes"),
        path("mailboxen/<uuid:public_id>/stop/", inside(mailboxes.end), name="mailbox_end"),
        path("partners/overzicht/", inside(organisations.partners), name="organisations"),
        path("partners/overzicht/voorstel/", inside(organisations.propose), name="organisation_propose"),
        path("partners/overzicht/<int:pk>/", inside(organisations.organisation), name="organisation"),
        path("partners/overzicht/<int:pk>/<slug:slug>/", inside(organisations.step), name="organisation_step"),
        path("wissen/", inside(erasures.erasure_list), name="erasures"),
        path("wissen/<int:pk>/", inside(erasures.decide), name="erasure_decide"),
        path("mensen/", inside(people.people), name="people"),
        path("mensen/uitnodigen/", inside(people.invite), name="people_invite"),
        path("mensen/<int:pk>/vertrek/", inside(people_leaving.leave), name="people_leave"),
        path("mensen/<int:pk>/afwezig/", inside(people_leaving.absent), name="people_absent"),
        path("mensen/<int:pk>/terug/", inside(people_leaving.back), name="people_back"),
        path("mensen/uitnodiging/<uuid:public_id>/intrekken/", inside(people.withdraw), name="people_withdraw"),
    ]
