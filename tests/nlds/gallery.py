"""Pages that show every part of the look at once: tests and people look at them, visitors never do."""

from datetime import timedelta

from django import forms
from django.contrib.auth.decorators import login_not_required
from django.core.paginator import Paginator
from django.http import JsonResponse
from django.shortcuts import render
from django.urls import include, path

from rmt_portal import clock
from rmt_portal.nlds.fields import DatePartsField, DatePartsWidget, SuggestInput
from rmt_portal.nlds.forms import HouseForm
from rmt_portal.nlds.parts import Answer, Band, Chip, MatchCard, Person, Step, Task, TimelineEntry
from rmt_portal.workplace import pages


class EveryField(HouseForm):
    name = forms.CharField(
        label="Voornaam en achternaam", error_messages={"required": "Vul je voornaam en achternaam in."}
    )
    postcode = forms.CharField(
        label="Postcode",
        help_text="4 cijfers en 2 letters",
        error_messages={"required": "Vul je postcode in."},
        widget=forms.TextInput(attrs={"class": "rmt-width-7", "autocomplete": "postal-code"}),
    )
    occupation = forms.CharField(
        label="Je beroep, of je laatste beroep",
        help_text="Staat je beroep er niet bij? Typ het dan zelf.",
        widget=SuggestInput("/toonkamer/beroepen/"),
        error_messages={"required": "Vul je beroep in."},
    )
    phone = forms.CharField(
        label="Telefoonnummer", required=False, help_text="Een coach belt je sneller dan dat we mailen"
    )
    birth_date = DatePartsField(
        label="Geboortedatum",
        help_text="Bijvoorbeeld 3 april 1988",
        widget=DatePartsWidget(autocomplete="bday"),
        error_messages={"required": "Vul je geboortedatum in."},
    )
    situation = forms.ChoiceField(
        label="Wat past het best bij jou?",
        choices=[
            ("lost", "Ik ben mijn baan kwijt"),
            ("may_lose", "Ik raak misschien mijn baan kwijt"),
            ("zzp", "Ik ben zzp'er"),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": "Kies wat het best bij jou past."},
    )
    also = forms.MultipleChoiceField(
        label="Wat geldt nog meer voor jou?",
        required=False,
        help_text="Kies alles wat past. Je hoeft dit niet te vertellen.",
        choices=[
            ("young", "Ik ben jonger dan 27 jaar"),
            ("language", "Nederlands lezen of schrijven is lastig voor mij"),
        ],
        widget=forms.CheckboxSelectMultiple,
    )
    hours = forms.ChoiceField(
        label="Hoeveel uur?", choices=[("", "Kies"), ("24", "24 uur"), ("32", "32 uur")], required=False
    )
    story = forms.CharField(
        label="Wat wil je ons nog vertellen?", required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    no_address = forms.BooleanField(label="Ik heb geen vast adres", required=False)
    agree = forms.BooleanField(
        label="Ik heb dit gelezen", error_messages={"required": "Zet een vinkje als je dit hebt gelezen."}
    )

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["situation"].option_hints = {"zzp": "En je hebt te weinig werk."}


class OneQuestion(HouseForm):
    heading_field = "town"
    town = forms.CharField(
        label="Waar woon je?", help_text="Alleen de plaats", error_messages={"required": "Vul je woonplaats in."}
    )


class Consent(HouseForm):
    municipality = forms.ChoiceField(
        label="Mag de gemeente je gegevens zien?", choices=[("yes", "Ja"), ("no", "Nee")], widget=forms.RadioSelect
    )


@login_not_required
def every_field(request):
    return render(
        request, "gallery/form.html", {"form": EveryField(request.POST if request.method == "POST" else None)}
    )


@login_not_required
def occupations(request):
    found = [("kelner", "ober"), ("kok", "kok"), ("keukenhulp", "afwasser <b>")]
    return JsonResponse({"results": [{"label": label, "matched": matched} for label, matched in found]})


@login_not_required
def one_question(request):
    return render(
        request, "gallery/question.html", {"form": OneQuestion(request.POST if request.method == "POST" else None)}
    )


@login_not_required
def every_part(request):
    now = clock.now()
    return render(
        request,
        "gallery/parts.html",
        {
            "answers": [
                Answer("Voornaam en achternaam", "Samira El Amrani"),
                Answer("Telefoonnummer"),
                Answer("Hulp", ["Ander werk", "Opleiding"]),
            ],
            "tasks": [
                Task("Vertel wat je kunt", "/a", "Ongeveer 5 minuten", "Nog doen"),
                Task("Meld je aan", done=True),
            ],
            "steps": [
                Step("Verstuurd", done=True, note="3 november"),
                Step("Bekeken", done=True),
                Step("Aangenomen", current=True, note="uiterlijk 28 november"),
                Step("Gestart"),
                Step("Klaar"),
            ],
            "entries": [
                TimelineEntry(now, "Plan is akkoord", milestone=True, who="Fatima de Groot"),
                TimelineEntry(now - timedelta(days=6), "Gebeld", "Gesproken over een opleiding in de zorg."),
            ],
            "chips": [
                Chip("Alles", "?", 64, current=True),
                Chip("Actie te laat", "?late", 12),
                Chip("Geen coach", "?none", 3),
            ],
            "person": Person(
                "Fatima de Groot", "Jouw coach", "085 000 00 00", note="Belt je uiterlijk donderdag 27 november."
            ),
            "cards": [
                MatchCard(
                    "Helpende zorg",
                    Band.GOOD,
                    "/k",
                    "Azora",
                    "Terborg",
                    "Van horeca (krimp) naar zorg (tekort)",
                    [
                        "Je kunt 3 van de 4 dingen die ze vragen: omgaan met mensen, samenwerken en netjes werken.",
                        "Je wilt 24 tot 32 uur. Dat kan.",
                    ],
                    ["Tillen en wassen"],
                    "Tilcursus, 2 dagen. De werkgever betaalt.",
                    ["6 km", "20 minuten fietsen", "24 tot 32 uur"],
                    note="De werkgever ziet nog niets van jou.",
                ),
                MatchCard(
                    "Monteur zonnepanelen",
                    Band.TRAINING,
                    "/k",
                    "Zon en Dak",
                    "Doetinchem",
                    has=["Je werkt graag buiten."],
                    missing=["VCA"],
                    facts=["12 km"],
                ),
            ],
            "consent": Consent(),
            "page": Paginator(range(200), 10).get_page(request.GET.get("page", 4)),
            "rows": [("S… E…", "Stadsbank", "Bekeken", "3 dagen"), ("J… W…", "UWV", "Verstuurd", "1 dag")],
            "moment": now - timedelta(days=6),
        },
    )


@login_not_required
def broken(request):
    raise RuntimeError("broken on purpose")


gallery = [
    path("velden/", every_field),
    path("vraag/", one_question),
    path("beroepen/", occupations),
    path("delen/", every_part),
    path("kapot/", broken),
]
handler400, handler403, handler404, handler500 = pages.bad_request, pages.forbidden, pages.not_found, pages.server_error
urlpatterns = [path("toonkamer/", include(gallery)), path("", include("rmt_portal.urls"))]
