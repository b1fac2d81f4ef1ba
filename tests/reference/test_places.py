"""Where people live, and how far work is."""

import math

import numpy as np
import pytest

from rmt_portal.reference import places

DOETINCHEM, WINTERSWIJK = "7001", "7101"


@pytest.mark.parametrize("typed", ["7001 AB", "7001AB", "7001ab", " 7001  ab ", "7001-AB", "7001", "７００１AB"])
def test_a_postcode_is_understood_however_it_is_typed(typed):
    assert places.four_digits(typed) == "7001"


@pytest.mark.parametrize(
    "typed", ["0999 AB", "1234 SS", "1234 SA", "1234 SD", "1234 A1", "12345", "7001 ÀB", "", "abc"]
)
def test_what_is_no_postcode_is_refused(typed):
    assert places.four_digits(typed) is None


@pytest.mark.django_db
def test_a_postcode_leads_to_municipality_and_region(django_assert_num_queries):
    with django_assert_num_queries(1):
        place = places.find("7001 ab")
    assert (place.name, place.municipality, place.region_code, place.region) == (
        "Doetinchem",
        "Doetinchem",
        "AM09",
        "Achterhoek",
    )


@pytest.mark.django_db
def test_an_unknown_postcode_has_no_place():
    assert places.find("9998 ZZ") is None
    assert places.find("geen") is None


@pytest.mark.django_db
def test_doetinchem_to_winterswijk_is_about_thirty_kilometres():
    a, b = places.find(DOETINCHEM), places.find(WINTERSWIJK)
    km = places.distance_km(a.latitude, a.longitude, b.latitude, b.longitude)
    assert 28 < km < 32
    assert km == pytest.approx(places.distance_km(b.latitude, b.longitude, a.latitude, a.longitude))


def test_a_degree_along_the_meridian_is_as_long_as_geometry_says():
    assert places.distance_km(52, 6, 53, 6) == pytest.approx(math.pi * places.EARTH_RADIUS_KM / 180)
    assert places.distance_km(52, 6, 52, 6) == 0


def test_arrays_give_what_single_points_give():
    latitudes, longitudes = np.array([51.9, 52.1, 51.97]), np.array([6.2, 6.7, 6.28])
    table = places.distance_km(latitudes[:, None], longitudes[:, None], latitudes, longitudes, fn=np)
    assert table.shape == (3, 3)
    for i in range(3):
        for j in range(3):
            one = places.distance_km(latitudes[i], longitudes[i], latitudes[j], longitudes[j])
            assert table[i, j] == pytest.approx(one)


@pytest.mark.parametrize("transport", ["car", "moped", "bicycle", "public"])
def test_a_longer_way_never_takes_less_time(transport):
    taken = [places.minutes(km, transport) for km in range(60)]
    assert taken == sorted(taken)
    assert taken[0] == places.FIXED_MINUTES[transport]


def test_ten_kilometres_take_about_what_people_expect():
    assert 20 <= places.minutes(10, "car") <= 30
    assert 40 <= places.minutes(10, "bicycle") <= 55
    assert places.minutes(10, "public") > places.minutes(10, "car")


def test_every_transport_a_client_can_name_has_an_estimate():
    from intake.models import Transport

    assert set(places.SPEED) == set(Transport.values)
