"""Distances and boxes: arithmetic without a database."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ama_net.kernel.places.geometry import box_around, distance_km

BOLOGNA = (44.4944, 11.3417)
FERRARA = (44.8381, 11.6198)

latitudes = st.floats(35, 48)
longitudes = st.floats(6, 19)


def test_distance_of_two_towns() -> None:
    assert distance_km(*BOLOGNA, *FERRARA) == pytest.approx(44.1, abs=0.2)


def test_distance_of_a_place_from_itself_is_nothing() -> None:
    assert distance_km(*BOLOGNA, *BOLOGNA) == 0


@given(latitudes, longitudes, latitudes, longitudes)
def test_distance_is_the_same_both_ways(lat: float, lon: float, other_lat: float, other_lon: float) -> None:
    there = distance_km(lat, lon, other_lat, other_lon)
    assert there == pytest.approx(distance_km(other_lat, other_lon, lat, lon), abs=1e-6)


@given(latitudes, longitudes, latitudes, longitudes, st.floats(0.5, 200))
def test_box_holds_everything_in_the_circle(
    lat: float, lon: float, other_lat: float, other_lon: float, km: float
) -> None:
    box = box_around(lat, lon, km)
    if distance_km(lat, lon, other_lat, other_lon) <= km:
        assert box.south <= other_lat <= box.north
        assert box.west <= other_lon <= box.east
